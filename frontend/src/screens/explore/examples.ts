/** Questions to begin with. One is offered where the catalogue has what it needs. */

export type Example = { title: string; search: string; needs: readonly string[] };

export const EXAMPLES: readonly Example[] = [
  {
    title: "How many of our tries to charge were approved, day by day?",
    search: "m=authorization_rate&grain=day&compare=previous",
    needs: ["authorization_rate"],
  },
  {
    title: "Which card brands and countries are approved least?",
    search: "m=authorization_count&m=authorization_rate&by=scheme&by=issuer_country&sort=-authorization_count",
    needs: ["authorization_count", "authorization_rate"],
  },
  {
    title: "What did we sell, by payment method, each week?",
    search: "m=sales_volume&by=method&grain=week&chart=stacked",
    needs: ["sales_volume"],
  },
  {
    title: "How large are our sales, in each currency?",
    search: "m=sales_count&m=sales_volume&m=average_sales&by=currency",
    needs: ["sales_count", "sales_volume", "average_sales"],
  },
  {
    title: "At which hour of the day do cards fail?",
    search: "m=authorization_count&m=authorization_rate&by=hour&sort=hour",
    needs: ["authorization_count", "authorization_rate"],
  },
  {
    title: "How much did we give back, and of what?",
    search: "m=refund_volume&m=net_sales_volume&by=method&compare=previous",
    needs: ["refund_volume", "net_sales_volume"],
  },
];
