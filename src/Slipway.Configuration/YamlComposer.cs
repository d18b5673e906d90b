using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Slipway.Configuration;

/// <summary>
/// Makes a tree of a file of YAML, with everything in it marked. Aliases share their nodes; the size of what they would expand
/// to is bounded, so that a small file cannot become a large tree.
/// </summary>
public sealed class YamlComposer
{
    private const int MaxNodes = 100_000;
    private const int MaxCharacters = 16 << 20;
    private const int MaxDepth = 64;
    private const int MostProblems = 100;
    private const string StringTag = "tag:yaml.org,2002:str";

    private readonly string _file;
    private readonly ShallowParser _parser;
    private readonly Dictionary<AnchorName, Part> _anchors = [];
    private readonly List<SourceProblem> _problems = [];
    private int _nodes;
    private long _characters;

    private YamlComposer(TextReader text, string file)
    {
        _file = file;
        _parser = new ShallowParser(new Parser(text), MaxDepth);
    }

    /// <summary>The top of the file, which is empty for an empty one and null where there is none to speak of; and what is wrong.</summary>
    public static (SourceMapping? Root, IReadOnlyList<SourceProblem> Problems) Compose(TextReader text, string file)
    {
        var composer = new YamlComposer(text, file);
        SourceMapping? root = null;
        try
        {
            root = composer.ComposeFile();
        }
        catch (YamlException e)
        {
            composer._problems.Add(new SourceProblem(composer.MarkOf(e.Start), "", e.Message));
        }

        return (root, composer._problems);
    }

    private SourceMapping? ComposeFile()
    {
        var top = new SourceMark(_file, 0, 0);
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
            return new SourceMapping([], top);
        _parser.Consume<DocumentStart>();
        var root = ComposeNode("", 0).Node;
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _))
            throw Refused(_parser.Current!, "The file has several documents; one is expected.");
        return root switch
        {
            SourceMapping mapping => mapping,
            SourceScalar { IsNull: true } => new SourceMapping([], top),
            _ => Report(root.Mark, "", "the file must hold keys and values at its top level, such as 'name: iris'"),
        };
    }

    // What an alias stands for is counted each time.
    private readonly record struct Extent(int Nodes, long Characters, int Height)
    {
        public Extent With(Extent child) =>
            new(Nodes + child.Nodes, Characters + child.Characters, Math.Max(Height, child.Height + 1));
    }

    private sealed record Part(SourceNode Node, Extent Extent);

    private Part ComposeNode(string path, int depth)
    {
        var current = _parser.Consume<ParsingEvent>();
        if (current is AnchorAlias alias)
        {
            if (!_anchors.TryGetValue(alias.Value, out var meant))
                throw Refused(alias, $"'*{alias.Value}' stands for nothing: no '&{alias.Value}' comes before it.");
            return Count(meant, current, depth);
        }

        var part = current switch
        {
            Scalar scalar => new Part(
                new SourceScalar(scalar.Value, IsPlain(scalar), MarkOf(scalar.Start)),
                new Extent(1, scalar.Value.Length, 0)
            ),
            SequenceStart => ComposeList(current, path, depth),
            MappingStart => ComposeMapping(current, path, depth),
            _ => throw Refused(current, "This is of a kind that is not used here."),
        };
        if (current is NodeEvent { Anchor.IsEmpty: false } anchored)
            _anchors[anchored.Anchor] = part;
        return current is Scalar ? Count(part, current, depth) : part;
    }

    private Part ComposeList(ParsingEvent start, string path, int depth)
    {
        var items = new List<SourceNode>();
        var extent = new Extent(1, 0, 0);
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            var item = ComposeNode(NodePath.Join(path, items.Count), depth + 1);
            items.Add(item.Node);
            extent = extent.With(item.Extent);
        }

        _nodes++;
        return new Part(new SourceList(items, MarkOf(start.Start)), extent);
    }

    private Part ComposeMapping(ParsingEvent start, string path, int depth)
    {
        var entries = new Dictionary<string, SourceEntry>(StringComparer.Ordinal);
        var extent = new Extent(1, 0, 0);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var key = ComposeNode(path, depth + 1);
            var name = (key.Node as SourceScalar)?.Text;
            var child = name is null ? path : NodePath.Join(path, name);
            if (child.Length > NodePath.MaxLength)
                throw Refused(key.Node.Mark, "The keys down to here are too long.");
            var value = ComposeNode(child, depth + 1);
            extent = extent.With(value.Extent);
            if (name is null)
                Report(key.Node.Mark, path, "a key must be a plain word");
            else if (entries.TryGetValue(name, out var first))
                Report(key.Node.Mark, child, $"'{name}' is here twice; it is on line {first.KeyMark.Line} already");
            else
                entries.Add(name, new SourceEntry(name, key.Node.Mark, value.Node));
        }

        _nodes++;
        return new Part(new SourceMapping([.. entries.Values], MarkOf(start.Start)), extent);
    }

    private Part Count(Part part, ParsingEvent at, int depth)
    {
        _nodes += part.Extent.Nodes;
        _characters += part.Extent.Characters;
        return _nodes <= MaxNodes && _characters <= MaxCharacters && depth + part.Extent.Height <= MaxDepth
            ? part
            : throw Refused(at, "The file is nested too deeply or expands too far.");
    }

    private static bool IsPlain(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.Value != StringTag);

    private SourceMapping? Report(SourceMark mark, string path, string message)
    {
        if (_problems.Count < MostProblems)
            _problems.Add(new SourceProblem(mark, path, message));
        return null;
    }

    private SourceMark MarkOf(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    private static YamlException Refused(ParsingEvent at, string message) => new(at.Start, at.End, message);

    private static YamlException Refused(SourceMark at, string message)
    {
        var mark = new Mark(0, at.Line, at.Column);
        return new YamlException(mark, mark, message);
    }
}
