using System.Text.Json.Nodes;
using static Slipway.Tasks.Text.TextSchemas;

namespace Slipway.Tasks.Text.FillMask;

/// <summary>What the task takes and gives, for documents and pages.</summary>
internal static class FillMaskDescription
{
    public static TypedDescription Of(string maskToken, FillMaskOptions options) =>
        new()
        {
            Task = "fill-mask",
            Summary = $"Tells which words may stand where a text has {maskToken}.",
            RequestSchema = Element(
                Object(
                    ["text"],
                    ("text", String($"The text, with one {maskToken} or several.")),
                    ("top_k", Count("Words that are told for each mask, the best first.", options.TopK)),
                    ("targets", List("The words to choose from; all where it is left out.", String("A word."))),
                    ("offsets", Offsets())
                )
            ),
            ResponseSchema = Element(
                Object(
                    ["masks"],
                    (
                        "masks",
                        List(
                            "In the order of the text.",
                            Object(
                                ["start", "end", "fillings"],
                                ("start", Count("Where the mask begins.", least: 0)),
                                ("end", Count("Where it ends.", least: 0)),
                                ("fillings", List("The best first.", Filling()))
                            )
                        )
                    )
                )
            ),
            Example = Element(new JsonObject { ["text"] = $"London is the {maskToken} of England." }),
            MediaTypes = ["text/plain"],
        };

    private static JsonObject Filling() =>
        Object(
            ["text", "token", "score", "sequence"],
            ("text", String("The word, or the part of one.")),
            ("token", Count("Its number in the vocabulary.", least: 0)),
            ("score", Score("How likely it is.")),
            ("sequence", String("The text with it in place of the mask."))
        );
}
