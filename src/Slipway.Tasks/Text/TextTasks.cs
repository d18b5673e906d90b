using Slipway.Tasks.Text.Embeddings;
using Slipway.Tasks.Text.FillMask;
using Slipway.Tasks.Text.QuestionAnswering;
using Slipway.Tasks.Text.TextClassification;
using Slipway.Tasks.Text.TokenClassification;

namespace Slipway.Tasks.Text;

/// <summary>The tasks that take texts.</summary>
internal static class TextTasks
{
    // Embeddings come last: every transformer without a head of its own looks like them.
    public static IReadOnlyList<IModelTask> All { get; } =
    [
        new TokenClassificationTask(),
        new TextClassificationTask(),
        new QuestionAnsweringTask(),
        new FillMaskTask(),
        new EmbeddingsTask(),
    ];
}
