using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.TextClassification;

/// <summary>Has texts classified; of a long text what the model says of its windows, weighed by their tokens.</summary>
internal sealed class ClassScores(TextPipeline pipeline, string output, int classes, bool truncates)
{
    /// <summary>The scores of each text, in the model's order.</summary>
    public async ValueTask<float[][]> ComputeAsync(
        IReadOnlyList<TextClassificationItem> items,
        Activation activation,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var scores = new float[items.Count][];
        await TextWaves
            .RunAsync(
                items,
                item =>
                    item.TextPair is { } pair
                        ? pipeline.EncodePairWithTokens(item.Text, pair)
                        : pipeline.EncodeWithTokens(item.Text),
                TextWaves.DefaultCost,
                1,
                async (first, texts) =>
                {
                    var windows = WindowList.Of(texts, pipeline.Cutter, truncates);
                    var parts = new float[windows.Windows.Count][];
                    await pipeline
                        .Runner.RunAsync(
                            windows.Windows,
                            [output],
                            model,
                            (place, row, _, outputs) =>
                            {
                                var values = outputs[0].Row(row, classes).ToArray();
                                Activate(values, activation);
                                parts[place] = values;
                            },
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    WindowAverage.Of(windows, parts, scores.AsSpan(first, texts.Count));
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return scores;
    }

    private static void Activate(Span<float> values, Activation activation)
    {
        if (activation == Activation.Softmax)
        {
            Scores.Softmax(values);
            return;
        }

        foreach (ref var value in values)
        {
            value = activation == Activation.Sigmoid ? Scores.Sigmoid(value) : value;
        }
    }
}
