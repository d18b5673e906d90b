using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Slipway.Kubernetes.Rendering.Output;

/// <summary>Words that stand in a document for expressions until it is text, so that what is quoted stays so.</summary>
internal sealed class HelmPlaceholders
{
    private readonly List<(string Word, Func<int, string> Text)> _all = [];
    private readonly string _stem = "SlipwayValue";

    /// <param name="text">Of the document, in which the words must not be.</param>
    public HelmPlaceholders(string text)
    {
        while (text.Contains(_stem, StringComparison.Ordinal))
        {
            _stem += "X";
        }
    }

    /// <summary>For a single value.</summary>
    public JsonValue Scalar(string expression) => Add(_ => $"{{{{ {expression} }}}}");

    /// <summary>For a mapping, which is written below its key.</summary>
    public JsonValue Block(string expression) =>
        Add(indent =>
            string.Create(CultureInfo.InvariantCulture, $"{{{{- toYaml {expression} | nindent {indent + 2} }}}}")
        );

    public string Fill(string yaml)
    {
        foreach (var (word, text) in _all)
        {
            yaml = Regex.Replace(
                yaml,
                $"^(?<indent> *(- )?)(?<key>[A-Za-z]+: ){word}$",
                match => match.Groups["indent"].Value + match.Groups["key"].Value + text(match.Groups["indent"].Length),
                RegexOptions.Multiline | RegexOptions.ExplicitCapture,
                TimeSpan.FromSeconds(10)
            );
        }

        return yaml;
    }

    private JsonValue Add(Func<int, string> text)
    {
        var word = string.Create(CultureInfo.InvariantCulture, $"{_stem}{_all.Count}End");
        _all.Add((word, text));
        return JsonValue.Create(word);
    }
}
