using Slipway.Errors;

namespace Slipway.Tasks.Text.TokenClassification;

/// <summary>What the tag of a token says of its place in an entity.</summary>
internal enum TagKind
{
    /// <summary>It is in none.</summary>
    Outside,

    /// <summary>It is in one; tags of this scheme say no more.</summary>
    Plain,
    Begin,
    Inside,
    End,
    Single,
}

/// <summary>One tag: its label as the model has it, and what that means.</summary>
internal readonly record struct Tag(string Label, TagKind Kind, string Type);

/// <summary>
/// The tags of a model, and which may follow which. The scheme is told by the labels: <c>B-</c> and <c>I-</c> (BIO), with
/// <c>E-</c> and <c>S-</c> or <c>L-</c> and <c>U-</c> besides (BIOES, BILOU), <c>I-</c> alone or no such prefix (IO). Where a
/// type has <c>I-</c> and no <c>B-</c> beside others that do, an entity may begin with <c>I-</c> (IOB1). Immutable.
/// </summary>
internal sealed class TagSet
{
    private const string OutsideLabel = "O";

    private readonly Tag[] _tags;
    private readonly bool _insideBegins;
    private readonly bool _hasEnds;

    /// <param name="labels">In the order of the model's output.</param>
    /// <exception cref="ServingException">FailedPrecondition: there are none.</exception>
    public TagSet(IReadOnlyList<string> labels)
    {
        if (labels.Count == 0)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                "The labels of the model are not known: give 'id2label' in config.json, or 'labels' in the section "
                    + "token-classification of model.yaml."
            )
            {
                Reason = "labels-missing",
            };
        }

        _tags = [.. labels.Select(Parse)];
        var begun = _tags.Where(tag => tag.Kind is TagKind.Begin or TagKind.Single).Select(tag => tag.Type).ToHashSet();
        _insideBegins = _tags.Any(tag => tag.Kind == TagKind.Inside && !begun.Contains(tag.Type));
        Types =
        [
            .. _tags.Where(tag => tag.Kind != TagKind.Outside).Select(tag => tag.Type).Distinct(StringComparer.Ordinal),
        ];
        _hasEnds = !_insideBegins && _tags.Any(tag => tag.Kind is TagKind.End or TagKind.Single);
    }

    public int Count => _tags.Length;

    public Tag this[int tag] => _tags[tag];

    /// <summary>The types of entities, in the order in which they first come.</summary>
    public IReadOnlyList<string> Types { get; }

    /// <summary>Whether a tag may be that of the first token.</summary>
    public bool MayStart(int tag) => _insideBegins || _tags[tag].Kind is not (TagKind.Inside or TagKind.End);

    /// <summary>Whether a tag may be that of the last token.</summary>
    public bool MayEnd(int tag) => !_hasEnds || !IsOpen(_tags[tag]);

    public bool MayFollow(int previous, int tag)
    {
        if (_insideBegins)
            return true;
        var (before, after) = (_tags[previous], _tags[tag]);
        if (after.Kind is TagKind.Inside or TagKind.End)
            return IsOpen(before) && before.Type == after.Type;
        return !_hasEnds || !IsOpen(before);
    }

    /// <summary>Whether a token with this tag goes on with the entity that the one before it is in.</summary>
    public bool Continues(int previous, int tag)
    {
        var (before, after) = (_tags[previous], _tags[tag]);
        return after.Kind is TagKind.Inside or TagKind.End or TagKind.Plain
            && before.Kind is not (TagKind.Outside or TagKind.End or TagKind.Single)
            && before.Type == after.Type;
    }

    private static bool IsOpen(Tag tag) => tag.Kind is TagKind.Begin or TagKind.Inside;

    private static Tag Parse(string label)
    {
        if (label == OutsideLabel)
            return new Tag(label, TagKind.Outside, "");
        if (label.Length < 3 || label[1] is not ('-' or '_'))
            return new Tag(label, TagKind.Plain, label);
        var kind = label[0] switch
        {
            'B' => TagKind.Begin,
            'I' or 'M' => TagKind.Inside,
            'E' or 'L' => TagKind.End,
            'S' or 'U' => TagKind.Single,
            _ => TagKind.Plain,
        };
        return new Tag(label, kind, kind == TagKind.Plain ? label : label[2..]);
    }
}
