using System.Text;
using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Variables;

/// <summary>Puts variables' values in the place of references to them, everywhere in a manifest.</summary>
internal sealed class VariableExpansion(VariableScope scope, List<SourceProblem> problems)
{
    // A few lines of variables that are made of each other could fill all memory.
    private const int MostCharacters = 4 << 20;

    private int _characters;

    public SourceMapping Apply(SourceMapping root) =>
        root with
        {
            Entries =
            [
                .. root
                    .Entries.Where(entry => entry.Key != "variables")
                    .Select(entry => entry with { Value = Walk(entry.Value, entry.Key, Place.Top(entry.Key)) }),
            ],
        };

    /// <summary>A scalar without references; a <see cref="SourceBroken"/> where one of them refers to nothing.</summary>
    /// <param name="scalar">With or without references.</param>
    /// <param name="path">Where it is, for problems.</param>
    /// <param name="keepsLaunch">What is known only when the fleet runs stays, in the form that <see cref="LaunchText"/> reads.</param>
    public SourceNode Expand(SourceScalar scalar, string path, bool keepsLaunch)
    {
        if (!VariableText.HasReferences(scalar.Text))
            return scalar;
        var parts = VariableText.Parse(scalar.Text);
        if (parts is [TextPart.Variable or TextPart.FromEnvironment])
        {
            // A value that is nothing but a reference is of the variable's kind.
            var value = scope.Value(parts[0], scalar.Mark, path);
            return value is null || !Fits(value.Text, scalar, path) ? new SourceBroken(scalar.Mark)
                : keepsLaunch ? value with { Text = LaunchText.Escape(value.Text), Mark = scalar.Mark }
                : value with { Mark = scalar.Mark };
        }

        var text = new StringBuilder();
        var whole = true;
        foreach (var part in parts)
        {
            var value = Text(part, scalar, path, keepsLaunch);
            whole &= value is not null && Fits(value, scalar, path);
            text.Append(whole ? value : "");
        }

        return whole ? new SourceScalar(text.ToString(), IsPlain: false, scalar.Mark) : new SourceBroken(scalar.Mark);
    }

    private string? Text(TextPart part, SourceScalar scalar, string path, bool keepsLaunch)
    {
        switch (part)
        {
            case TextPart.Literal literal:
                return keepsLaunch ? LaunchText.Escape(literal.Text) : literal.Text;
            case TextPart.AtLaunch launch when keepsLaunch:
                return $"${{{launch.Name}}}";
            case TextPart.AtLaunch launch:
                problems.Add(
                    new SourceProblem(
                        scalar.Mark,
                        path,
                        $"${{{launch.Name}}} is known when the fleet runs: it can stand in environment and arguments alone"
                    )
                );
                return null;
            default:
                var text = scope.Value(part, scalar.Mark, path)?.Text;
                return keepsLaunch && text is not null ? LaunchText.Escape(text) : text;
        }
    }

    private bool Fits(string text, SourceScalar scalar, string path)
    {
        if (_characters > MostCharacters)
            return false;
        _characters += text.Length;
        if (_characters > MostCharacters)
            problems.Add(new SourceProblem(scalar.Mark, path, "the variables of the manifest expand too far"));
        return _characters <= MostCharacters;
    }

    private SourceNode Walk(SourceNode node, string path, Place place) =>
        node switch
        {
            SourceScalar scalar => Expand(scalar, path, place.KeepsLaunch),
            SourceMapping mapping => mapping with
            {
                Entries =
                [
                    .. mapping.Entries.Select(entry =>
                        entry with
                        {
                            Value = Walk(entry.Value, NodePath.Join(path, entry.Key), place.Down(entry.Key)),
                        }
                    ),
                ],
            },
            SourceList list => list with
            {
                Items = [.. list.Items.Select((item, i) => Walk(item, NodePath.Join(path, i), place.Down("")))],
            },
            _ => node,
        };

    /// <summary>Whether a node is in the environment or among the arguments of a service or of the defaults.</summary>
    private readonly record struct Place(bool KeepsLaunch, int LevelsToService)
    {
        public static Place Top(string key) =>
            key switch
            {
                "defaults" => new Place(KeepsLaunch: false, 0),
                "services" => new Place(KeepsLaunch: false, 1),
                _ => new Place(KeepsLaunch: false, -1),
            };

        public Place Down(string key) =>
            this with
            {
                KeepsLaunch = KeepsLaunch || (LevelsToService == 0 && key is "environment" or "arguments"),
                LevelsToService = LevelsToService - 1,
            };
    }
}
