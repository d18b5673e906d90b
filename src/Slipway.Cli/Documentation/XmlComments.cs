using System.Text;
using System.Text.Json;
using System.Xml.Linq;

namespace Slipway.Cli.Documentation;

/// <summary>The summaries of libraries' properties, from the files of comments that the compiler writes beside them.</summary>
internal sealed class XmlComments
{
    private readonly Dictionary<string, string> _summaries = new(StringComparer.Ordinal);

    private readonly JsonNamingPolicy _keys;

    private XmlComments(IEnumerable<XDocument> files, JsonNamingPolicy keys)
    {
        _keys = keys;
        foreach (var member in files.SelectMany(file => file.Descendants("member")))
        {
            var name = (string?)member.Attribute("name") ?? "";
            if (name.StartsWith("P:", StringComparison.Ordinal) && member.Element("summary") is { } summary)
                _summaries[name[2..]] = Text(summary);
        }
    }

    /// <param name="keys">How JSON's keys are made of properties' names.</param>
    /// <param name="libraries">Their names, such as <c>Slipway.Deployment</c>.</param>
    /// <exception cref="CliException">There is no such file: the tool is installed rather than built here.</exception>
    public static XmlComments Read(JsonNamingPolicy keys, params string[] libraries) =>
        new(libraries.Select(Load), keys);

    private static XDocument Load(string library)
    {
        var file = Path.Combine(AppContext.BaseDirectory, $"{library}.xml");
        return File.Exists(file)
            ? XDocument.Load(file)
            : throw CliException.Usage($"{file} is not there: this page is made in a source checkout.");
    }

    /// <summary>The summary of a property, by the key that JSON has for it.</summary>
    public string? Of(Type type, string key) =>
        _summaries
            .Where(summary =>
                summary.Key.LastIndexOf('.') == type.FullName!.Length
                && summary.Key.StartsWith(type.FullName!, StringComparison.Ordinal)
                && KeyOf(summary.Key) == key
            )
            .Select(summary => summary.Value)
            .FirstOrDefault();

    private string KeyOf(string member) => _keys.ConvertName(member[(member.LastIndexOf('.') + 1)..]);

    private string Text(XElement summary)
    {
        var text = new StringBuilder();
        foreach (var node in summary.Nodes())
        {
            text.Append(
                node switch
                {
                    XText words => words.Value,
                    XElement { Name.LocalName: "see" } see => $"'{KeyOf((string?)see.Attribute("cref") ?? "")}'",
                    XElement { Name.LocalName: "c" } code => code.Value,
                    _ => "",
                }
            );
        }

        return string.Join(
            ' ',
            text.ToString().Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)
        );
    }
}
