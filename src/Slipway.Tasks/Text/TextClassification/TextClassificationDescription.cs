using System.Text.Json.Nodes;
using static Slipway.Tasks.Text.TextSchemas;

namespace Slipway.Tasks.Text.TextClassification;

/// <summary>What the task takes and gives, for documents and pages.</summary>
internal static class TextClassificationDescription
{
    public static TypedDescription Of(
        IReadOnlyList<string> labels,
        ProblemType problem,
        bool takesPairs,
        TextClassificationOptions options
    ) =>
        new()
        {
            Task = "text-classification",
            Summary = problem switch
            {
                ProblemType.Regression => "Rates a text by a number.",
                ProblemType.MultiLabel => "Tells which labels a text has.",
                _ => "Tells of which class a text is.",
            },
            RequestSchema = Element(Request(problem, takesPairs, options)),
            ResponseSchema = Element(Response(labels, problem)),
            Example = Element(new JsonObject { ["text"] = "The new engine is twice as fast, and we love it." }),
            MediaTypes = ["text/plain"],
            Labels = labels,
        };

    private static JsonObject Request(ProblemType problem, bool takesPairs, TextClassificationOptions options)
    {
        var members = new List<(string, JsonObject)> { ("text", String("The text.")) };
        if (takesPairs)
            members.Add(("text_pair", String("A second text, where the model compares two.")));
        members.Add(("top_k", Count("Labels that are told, the best first.", options.TopK)));
        if (problem != ProblemType.Regression)
            members.Add(("threshold", Score("The least score of a label that is told.")));
        return Object(["text"], [.. members]);
    }

    private static JsonObject Response(IReadOnlyList<string> labels, ProblemType problem)
    {
        var isRated = problem == ProblemType.Regression;
        var score = isRated ? Number("The value.") : Number("How sure that is.");
        if (isRated && labels.Count == 1)
            return Object(["score"], ("score", score));
        var list = List(
            "The best first.",
            Object(["label", "score"], ("label", OneOf("A label.", labels)), ("score", (JsonObject)score.DeepClone()))
        );
        return problem == ProblemType.SingleLabel
            ? Object(
                ["label", "score", "labels"],
                ("label", OneOf("The best.", labels)),
                ("score", score),
                ("labels", list)
            )
            : Object(["labels"], ("labels", list));
    }
}
