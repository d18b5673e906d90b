using Slipway.Errors;

namespace Slipway.Tasks.Text.Encoders;

/// <summary>Makes tokens of texts, as the model was trained with. Immutable and thread-safe.</summary>
internal interface ITextEncoder
{
    /// <summary>Fills up rows of ids.</summary>
    int PadId { get; }

    /// <summary>Tokens that the model takes at most, where the tokenizer's files say so.</summary>
    int? MaxLength { get; }

    /// <summary>Whether the model itself passes over padding, by its id.</summary>
    bool PassesOverPadding { get; }

    /// <summary>All of a text; nothing is cut.</summary>
    /// <exception cref="ServingException">The vocabulary has no token for a word of it.</exception>
    EncodedText Encode(string text);

    /// <summary>A text after another, which comes before every window of it.</summary>
    /// <exception cref="ServingException">As of the other; Unsupported: it knows no pairs.</exception>
    EncodedText EncodeSecond(string first, string text);

    /// <summary>Two texts as one row that is not cut further; both are shortened alike, to so many tokens.</summary>
    /// <exception cref="ServingException">As above.</exception>
    EncodedText EncodePair(string first, string second, int maxLength);
}
