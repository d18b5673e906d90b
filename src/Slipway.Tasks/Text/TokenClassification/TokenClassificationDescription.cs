using System.Text.Json.Nodes;
using static Slipway.Tasks.Text.TextSchemas;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>What the task takes and gives, for documents and pages.</summary>
internal static class TokenClassificationDescription
{
    public static TypedDescription Of(TagSet tags, TokenClassificationOptions options) =>
        new()
        {
            Task = "token-classification",
            Summary = "Finds the entities in a text: what each is, where it stands, and how sure that is.",
            RequestSchema = Element(
                Object(
                    ["text"],
                    ("text", String("The text, of any length that the server takes.")),
                    ("min_score", Score("Entities below it are not told.")),
                    ("types", List("The types that are told; all where it is left out.", OneOf("A type.", tags.Types))),
                    ("aggregation", Choice("What becomes of the tokens of a word.", options.Aggregation)),
                    ("offsets", Offsets())
                )
            ),
            ResponseSchema = Element(
                Object(
                    ["entities"],
                    (
                        "entities",
                        List(
                            "In the order of the text.",
                            Object(
                                ["type", "text", "start", "end", "score"],
                                ("type", OneOf("What it is.", tags.Types)),
                                ("text", String("The text itself from start to end.")),
                                ("start", Count("Where it begins.", least: 0)),
                                ("end", Count("Where it ends.", least: 0)),
                                ("score", Score("How sure that is."))
                            )
                        )
                    )
                )
            ),
            Example = Element(
                new JsonObject
                {
                    ["text"] = "Angela Merkel told Reuters in Berlin that she would meet Emmanuel Macron.",
                }
            ),
            MediaTypes = ["text/plain"],
            Labels = tags.Types,
        };
}
