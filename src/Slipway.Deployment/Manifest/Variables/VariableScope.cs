using Slipway.Configuration;

namespace Slipway.Deployment.Manifest.Variables;

/// <summary>The variables of a manifest, each with the others that it is made of worked in.</summary>
internal sealed class VariableScope
{
    private const string SetOption = "--set";
    private const int MaxDepth = 32;

    private readonly Dictionary<string, SourceScalar> _written = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SourceScalar?> _resolved = new(StringComparer.Ordinal);
    private readonly Stack<string> _open = new();
    private readonly ManifestOptions _options;
    private readonly List<SourceProblem> _problems;
    private readonly VariableExpansion _expansion;

    public VariableScope(SourceMapping root, ManifestOptions options, List<SourceProblem> problems)
    {
        (_options, _problems) = (options, problems);
        _expansion = new VariableExpansion(this, problems);
        if (root.Find("variables") is SourceMapping variables)
            Declare(variables);
        foreach (var (name, value) in options.Variables)
        {
            var mark = new SourceMark(SetOption, 0, 0);
            if (_written.ContainsKey(name))
                _written[name] = Given(value, mark);
            else
                _problems.Add(new SourceProblem(mark, name, $"there is no such variable{Hint(name)}"));
        }

        foreach (var name in _written.Keys)
        {
            Find(name, default, "");
        }
    }

    /// <summary>The manifest with values in the place of references, and without its variables.</summary>
    public SourceMapping Apply(SourceMapping root) => _expansion.Apply(root);

    /// <summary>What a part of a text stands for; null where a problem was told.</summary>
    public SourceScalar? Value(TextPart part, SourceMark mark, string path) =>
        part switch
        {
            TextPart.Variable variable => Find(variable.Name, mark, path),
            TextPart.FromEnvironment environment => FromEnvironment(environment, mark, path),
            TextPart.Wrong wrong => Report(mark, path, wrong.Message),
            _ => null,
        };

    private void Declare(SourceMapping variables)
    {
        foreach (var entry in variables.Entries)
        {
            var path = NodePath.Join("variables", entry.Key);
            if (!VariableText.IsName(entry.Key))
                Report(
                    entry.KeyMark,
                    path,
                    "a variable's name is a letter, then letters, digits, hyphens and underscores"
                );
            else if (entry.Value is SourceScalar scalar)
                _written[entry.Key] = scalar;
            else
                Report(entry.KeyMark, path, "a variable is a single value: a text, a number, true or false");
        }
    }

    private SourceScalar? Find(string name, SourceMark mark, string path)
    {
        if (_resolved.TryGetValue(name, out var known))
            return known;
        if (!_written.TryGetValue(name, out var written))
            return Report(mark, path, $"there is no variable '{name}'{Hint(name)}");
        if (_open.Contains(name))
        {
            var circle = string.Join(" → ", _open.Reverse().SkipWhile(open => open != name).Append(name));
            _resolved[name] = null;
            return Report(
                written.Mark,
                NodePath.Join("variables", name),
                $"variables are made of each other: {circle}"
            );
        }

        if (_open.Count == MaxDepth)
            return Report(
                written.Mark,
                NodePath.Join("variables", name),
                $"over {MaxDepth} variables are made of each other"
            );

        _open.Push(name);
        var own = NodePath.Join("variables", name);
        var value = written.IsNull
            ? Report(written.Mark, own, $"the variable has no value; give it one with {SetOption} {name}=VALUE")
            : _expansion.Expand(written, own, keepsLaunch: false) as SourceScalar;
        _open.Pop();
        // A circle was told of where it closed.
        return _resolved.TryGetValue(name, out var closed) ? closed : _resolved[name] = value;
    }

    private SourceScalar? FromEnvironment(TextPart.FromEnvironment part, SourceMark mark, string path)
    {
        var value = _options.EnvironmentVariables(part.Name);
        if (string.IsNullOrEmpty(value) && part.Default is { } other)
            value = other;
        return value is null
            ? Report(
                mark,
                path,
                $"the environment has no variable {part.Name}; set it, or write ${{env:{part.Name}:-default}}"
            )
            : Given(value, mark);
    }

    // What comes from outside is of the kind that it looks like; nothing is an empty text.
    private static SourceScalar Given(string text, SourceMark mark)
    {
        var scalar = new SourceScalar(text, IsPlain: true, mark);
        return scalar.IsNull ? scalar with { IsPlain = false } : scalar;
    }

    private string Hint(string name) =>
        NearMiss.Hint(name, _written.Keys)
        + (_written.Count > 0 ? $"; there are: {string.Join(", ", _written.Keys.Take(20))}" : "");

    private SourceScalar? Report(SourceMark mark, string path, string message)
    {
        _problems.Add(new SourceProblem(mark, path, message));
        return null;
    }
}
