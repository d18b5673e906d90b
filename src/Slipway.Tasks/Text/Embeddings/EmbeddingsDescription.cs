using System.Text.Json.Nodes;
using static Slipway.Tasks.Text.TextSchemas;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>What the task takes and gives, for documents and pages.</summary>
internal static class EmbeddingsDescription
{
    public static TypedDescription Of(int? width, bool normalizes) =>
        new()
        {
            Task = "embeddings",
            Summary = "Gives a vector for a text; texts of like meaning have vectors that are close.",
            RequestSchema = Element(
                Object(
                    ["text"],
                    ("text", String("The text.")),
                    ("normalize", Flag("Whether the vector is brought to the length 1.", normalizes)),
                    ("dimensions", Count("Numbers of the vector that are told, from the first on.", width))
                )
            ),
            ResponseSchema = Element(
                Object(["embedding"], ("embedding", List("The vector.", new JsonObject { ["type"] = "number" })))
            ),
            Example = Element(new JsonObject { ["text"] = "Ships are built on a slipway." }),
            MediaTypes = ["text/plain"],
        };
}
