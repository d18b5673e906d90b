using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.Embeddings;

/// <summary>Has the vectors of texts computed; of a long text those of its windows, weighed by their tokens.</summary>
internal sealed class TextVectors(TextPipeline pipeline, string output, Pooling pooling, bool truncates)
{
    /// <summary>The vector of each text, as the model gives it.</summary>
    public async ValueTask<float[][]> ComputeAsync(
        IReadOnlyList<string> texts,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        foreach (var text in texts)
        {
            pipeline.CheckLength(text);
        }

        var vectors = new float[texts.Count][];
        await TextWaves
            .RunAsync(
                texts,
                pipeline.EncodeWithTokens,
                TextWaves.DefaultCost,
                1,
                async (first, wave) =>
                {
                    var windows = WindowList.Of(wave, pipeline.Cutter, truncates);
                    var parts = new float[windows.Windows.Count][];
                    await pipeline
                        .Runner.RunAsync(
                            windows.Windows,
                            [output],
                            model,
                            (place, row, offset, outputs) =>
                                parts[place] = VectorPool.Pool(
                                    outputs[0],
                                    row,
                                    offset,
                                    windows.Windows[place].Length,
                                    pooling
                                ),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    WindowAverage.Of(windows, parts, vectors.AsSpan(first, wave.Count));
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return vectors;
    }
}
