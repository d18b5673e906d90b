using System.Text.Json.Nodes;
using static Slipway.Tasks.Text.TextSchemas;

namespace Slipway.Tasks.Text.QuestionAnswering;

/// <summary>What the task takes and gives, for documents and pages.</summary>
internal static class QuestionAnsweringDescription
{
    public static TypedDescription Of(QuestionAnsweringOptions options) =>
        new()
        {
            Task = "question-answering",
            Summary = "Finds the answer to a question in a text.",
            RequestSchema = Element(
                Object(
                    ["question", "context"],
                    ("question", String("The question.")),
                    ("context", String("The text that holds the answer.")),
                    ("top_k", Count("Answers that are told, the best first.", options.TopK)),
                    ("max_answer_tokens", Count("Tokens of an answer at most.", options.MaxAnswerTokens)),
                    ("no_answer", Flag("Whether an empty answer may say that there is none.", options.NoAnswer)),
                    ("offsets", Offsets())
                )
            ),
            ResponseSchema = Element(
                Object(
                    ["answers"],
                    (
                        "answers",
                        List(
                            "The best first; an empty one says that the text has none.",
                            Object(
                                ["answer", "start", "end", "score"],
                                ("answer", String("The text from start to end.")),
                                ("start", Count("Where it begins in the context.", least: 0)),
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
                    ["question"] = "Where did Ada Lovelace live?",
                    ["context"] = "Ada Lovelace was a mathematician. She lived in London.",
                }
            ),
        };
}
