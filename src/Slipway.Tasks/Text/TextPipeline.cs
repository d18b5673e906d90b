using Slipway.Errors;
using Slipway.Models;
using Slipway.Tasks.Text.Encoders;
using Slipway.Tasks.Text.Files;
using Slipway.Tasks.Text.Inputs;
using Slipway.Tasks.Text.Options;
using Slipway.Tasks.Text.Running;
using Slipway.Tasks.Text.Windows;

namespace Slipway.Tasks.Text;

/// <summary>
/// What all text tasks do alike with a model: texts become tokens, tokens windows, windows rows of tensors. Immutable and
/// thread-safe.
/// </summary>
internal sealed class TextPipeline
{
    private const int DefaultLength = 512;
    private const int LargestOverlap = 128;

    // Numbers that one request may give: 64 MB of them.
    private const long MostNumbers = 16 << 20;

    private TextPipeline(ITextEncoder encoder, InputMap inputs, int maxLength, int overlap)
    {
        (Encoder, Inputs, MaxLength) = (encoder, inputs, maxLength);
        Cutter = new WindowCutter(maxLength, overlap);
    }

    public ITextEncoder Encoder { get; }

    public InputMap Inputs { get; }

    /// <summary>Tokens of a window.</summary>
    public int MaxLength { get; }

    public WindowCutter Cutter { get; }

    public required TextRunner Runner { get; init; }

    public required int MaxCharacters { get; init; }

    /// <summary>How the engine may fill up rows of several callers; none where that would change answers.</summary>
    public required IReadOnlyDictionary<string, PaddingConfig> Padding { get; init; }

    /// <param name="context">The model.</param>
    /// <param name="options">Its task's section.</param>
    /// <param name="config">Its <c>config.json</c>.</param>
    /// <param name="fileLength">Tokens at most, as another file of the task says; null where none does.</param>
    /// <param name="numbersPerToken">What the model gives for each token.</param>
    /// <exception cref="ServingException">There is no tokenizer, or the model does not fit.</exception>
    public static TextPipeline Load(
        TaskContext context,
        TextOptions options,
        TransformerConfig config,
        int? fileLength,
        long numbersPerToken
    )
    {
        var inputs = InputMap.Of(context.Signature, options.Inputs);
        var encoder = EncoderLoader.Load(context, options, config, inputs);
        var maxLength = LengthOf(options, config, encoder, inputs, fileLength);
        var onLeft = options.PaddingSide == PaddingSide.Left;
        var mayFill = encoder.PassesOverPadding || inputs.Has(InputRole.Mask) || inputs.Has(InputRole.Lengths);
        var rows = Math.Min(context.Package.Config.MaxBatchSize is > 0 and var most ? most : int.MaxValue, 16);
        return new TextPipeline(encoder, inputs, maxLength, options.Stride ?? Math.Min(LargestOverlap, maxLength / 4))
        {
            MaxCharacters = options.MaxCharacters,
            Padding =
                mayFill && !onLeft && inputs.Length is null
                    ? inputs
                        .Inputs.Where(input => input.Role != InputRole.Lengths)
                        .ToDictionary(
                            input => input.Spec.Name,
                            input => new PaddingConfig { Value = input.Role == InputRole.Ids ? encoder.PadId : 0 }
                        )
                    : new Dictionary<string, PaddingConfig>(),
            Runner = new TextRunner(
                inputs,
                new RowTensors(inputs, encoder.PadId, onLeft),
                new RowLimits
                {
                    Rows = inputs.Rows ?? rows,
                    MayFill = mayFill || inputs.Length is not null,
                    Length = inputs.Length,
                    Tokens = (int)Math.Clamp(MostNumbers / Math.Max(1, numbersPerToken), 1, 16_384),
                }
            ),
        };
    }

    /// <summary>Refuses a text that is too long, before anything is computed of it.</summary>
    /// <exception cref="ServingException">TooLarge.</exception>
    public void CheckLength(string text)
    {
        if (text.Length > MaxCharacters)
        {
            throw ServingException.TooLarge(
                $"The text has {text.Length} characters; at most {MaxCharacters} are taken (max_characters in model.yaml)."
            );
        }
    }

    /// <summary>The tokens of a text that must have some, be it special ones.</summary>
    /// <exception cref="ServingException">InvalidArgument: it has none.</exception>
    public EncodedText EncodeWithTokens(string text) => WithTokens(Encoder.Encode(text));

    /// <summary>Two texts as one row, of the tokens that the model sees at once.</summary>
    /// <exception cref="ServingException">InvalidArgument: there are none. Unsupported: the model knows no pairs.</exception>
    public EncodedText EncodePairWithTokens(string first, string second) =>
        WithTokens(Encoder.EncodePair(first, second, MaxLength));

    private static EncodedText WithTokens(EncodedText text) =>
        text.Count + text.Frame > 0
            ? text
            : throw ServingException.InvalidArgument("The text has nothing in it that the model takes for a token.");

    private static int LengthOf(
        TextOptions options,
        TransformerConfig config,
        ITextEncoder encoder,
        InputMap inputs,
        int? fileLength
    )
    {
        if (options.MaxLength is { } said)
        {
            return inputs.Length is { } exact && said > exact
                ? throw new ServingException(
                    ServingErrorCode.FailedPrecondition,
                    $"'max_length: {said}' in model.yaml does not fit the model, which takes {exact} tokens."
                )
                {
                    Reason = "config-mismatch",
                }
                : said;
        }

        int?[] known = [fileLength, config.MaxTokens, encoder.MaxLength, inputs.Length];
        return known.Any(length => length is not null) ? Math.Max(1, known.OfType<int>().Min()) : DefaultLength;
    }
}
