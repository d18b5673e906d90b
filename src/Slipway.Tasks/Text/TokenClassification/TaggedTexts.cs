using Slipway.Errors;
using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>
/// Has texts tagged: each token by the window that shows most of what is around it. As many texts as fit in the memory of a
/// wave are computed together. Immutable and thread-safe.
/// </summary>
internal sealed class TaggedTexts(TextPipeline pipeline, string output, int tags)
{
    // Logits that are kept at once, 64 MB of them, unless one text has more.
    private const long MostInWave = 16 << 20;
    private const long MostOfText = 32 << 20;

    /// <summary>Gives each text with its logits to <paramref name="take"/>, in order.</summary>
    /// <exception cref="ServingException">A text is too long for the memory that it would need; or of the model.</exception>
    public ValueTask ComputeAsync(
        IReadOnlyList<string> texts,
        IModelCalls model,
        Action<int, EncodedText, float[]> take,
        CancellationToken cancellationToken
    ) =>
        TextWaves.RunAsync(
            texts,
            Encode,
            MostInWave,
            tags,
            async (first, wave) =>
            {
                var logits = await RunAsync(wave, model, cancellationToken).ConfigureAwait(false);
                for (var i = 0; i < wave.Count; i++)
                {
                    take(first + i, wave[i], logits[i]);
                }
            },
            cancellationToken
        );

    private EncodedText Encode(string text)
    {
        var encoded = pipeline.Encoder.Encode(text);
        return (long)encoded.Count * tags <= MostOfText
            ? encoded
            : throw ServingException.TooLarge(
                $"The text has {encoded.Count} tokens with {tags} scores each, which is more than is kept; send it in parts."
            );
    }

    private async ValueTask<float[][]> RunAsync(
        IReadOnlyList<EncodedText> texts,
        IModelCalls model,
        CancellationToken cancellationToken
    )
    {
        var logits = texts.Select(text => new float[text.Count * tags]).ToArray();
        var windows = new WindowList();
        for (var i = 0; i < texts.Count; i++)
        {
            // In a text without a token there is nothing to find.
            if (texts[i].Count > 0)
                windows.Add(i, pipeline.Cutter.Cut(texts[i]));
        }

        await pipeline
            .Runner.RunAsync(
                windows.Windows,
                [output],
                model,
                (place, row, offset, outputs) =>
                {
                    // Windows own disjoint parts: nobody else writes where this does.
                    var window = windows.Windows[place];
                    var from = (offset + window.PlaceOf(window.OwnStart)) * tags;
                    var count = (window.OwnEnd - window.OwnStart) * tags;
                    outputs[0]
                        .RowOfTokens(row, tags, offset + window.Length)
                        .Slice(from, count)
                        .CopyTo(logits[windows.OwnerOf(place)].AsSpan(window.OwnStart * tags));
                },
                cancellationToken
            )
            .ConfigureAwait(false);
        return logits;
    }
}
