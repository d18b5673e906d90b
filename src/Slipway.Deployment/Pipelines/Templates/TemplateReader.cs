using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Configuration;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Deployment.Pipelines.Templates;

/// <summary>Reads a template, and tells of everything that is wrong in it.</summary>
internal sealed class TemplateReader(Action<string, string> wrong)
{
    private static readonly ConstantNode Null = new("null"u8.ToArray());

    private readonly List<(string At, PipelinePath Path)> _paths = [];
    private int _nodes;

    public Template Read(JsonNode? json, string at) => new(ReadNode(json, at, 0), _paths);

    private TemplateNode ReadNode(JsonNode? json, string at, int depth)
    {
        _nodes++;
        if (_nodes == Template.MaxNodes + 1)
            wrong(at, $"a template has at most {Template.MaxNodes} values");
        if (_nodes > Template.MaxNodes || json is null)
            return Null;
        if (depth > Template.MaxDepth)
        {
            wrong(at, $"a template is nested at most {Template.MaxDepth} deep");
            return Null;
        }

        return json switch
        {
            JsonObject mapping => new ObjectNode([
                .. mapping.Select(member =>
                    (
                        JsonEncodedText.Encode(member.Key, JavaScriptEncoder.UnsafeRelaxedJsonEscaping),
                        ReadNode(member.Value, NodePath.Join(at, member.Key), depth + 1)
                    )
                ),
            ]),
            JsonArray list => new ListNode([
                .. list.Select((element, i) => ReadNode(element, NodePath.Join(at, i), depth + 1)),
            ]),
            _ when json.GetValueKind() == JsonValueKind.String => ReadText(json.GetValue<string>(), at),
            _ => new ConstantNode(Encoding.UTF8.GetBytes(json.ToJsonString())),
        };
    }

    private TemplateNode ReadText(string text, string at)
    {
        if (!text.StartsWith('$'))
            return Constant(text);
        if (text.StartsWith("$$", StringComparison.Ordinal))
            return Constant(text[1..]);
        try
        {
            var path = PipelinePath.Parse(text);
            _paths.Add((at, path));
            return new PathNode(path);
        }
        catch (PipelineSyntaxException e)
        {
            wrong(at, $"'{Shown.Of(text)}', {e.Message}");
            return Null;
        }
    }

    private static ConstantNode Constant(string text) =>
        new(Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\""));
}
