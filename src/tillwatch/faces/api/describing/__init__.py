"""The description of the API, completed: what a program's author needs that FastAPI does not know.

FastAPI makes the description from the routes: addresses, parameters, shapes. Here each operation
gets a summary in a person's words, each parameter and tag its sentence, each refusal its codes, and
each answer an example (`examples`), by rule where many are alike, from `words.toml` where not. All
of it is made when somebody asks for the description, never when the application starts.
"""

from tillwatch.faces.api.describing.asks import Asks as Asks
from tillwatch.faces.api.describing.complete import complete as complete
