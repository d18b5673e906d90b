using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Pipelines.Graphs;
using Slipway.Deployment.Pipelines.Paths;

namespace Slipway.Gateway.Pipelines.Views.Schemas;

/// <summary>
/// The schema of a pipeline's answer, as far as it follows from its output's template, its input's schema and what the models
/// say of their answers; what does not is left open.
/// </summary>
/// <param name="graph">The pipeline.</param>
/// <param name="answers">By model, without references; none where the model did not tell.</param>
internal sealed class AnswerSchema(PipelineGraph graph, IReadOnlyDictionary<string, JsonObject> answers)
{
    private readonly Dictionary<string, GraphStep> _steps = graph.Steps.ToDictionary(step => step.Name);

    public JsonObject Make() => graph.Output is null ? OfNode(graph.Root) : OfTemplate(graph.Config.Output);

    private JsonObject OfTemplate(JsonNode? template)
    {
        switch (template)
        {
            case null:
                return new JsonObject { ["type"] = "null" };
            case JsonObject members:
                return OfMembers(members);
            case JsonArray list:
                return new JsonObject
                {
                    ["type"] = "array",
                    ["prefixItems"] = new JsonArray([.. list.Select(element => (JsonNode)OfTemplate(element))]),
                };
            case var value when value.GetValueKind() == JsonValueKind.String:
                return OfText(value.GetValue<string>());
            default:
                return new JsonObject { ["const"] = template.DeepClone() };
        }
    }

    private JsonObject OfMembers(JsonObject members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, value) in members)
        {
            properties[name] = OfTemplate(value);
            if (PathOf(value) is not { Presence: PathPresence.Optional })
                required.Add(name);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
        };
    }

    private JsonObject OfText(string text)
    {
        if (PathOf(text) is not { } path)
            return new JsonObject { ["const"] = text.StartsWith('$') ? text[1..] : text };
        var found = SchemaDescent.Find(OfRoot(path), path.Segments, out var mayBeMissing);
        return mayBeMissing && path.Presence == PathPresence.Null ? SchemaDescent.OrNull(found) : found;
    }

    private static PipelinePath? PathOf(JsonNode? value) =>
        value?.GetValueKind() == JsonValueKind.String ? PathOf(value.GetValue<string>()) : null;

    private static PipelinePath? PathOf(string text) =>
        text.StartsWith('$') && !text.StartsWith("$$", StringComparison.Ordinal) ? PipelinePath.Parse(text) : null;

    private JsonObject OfRoot(PipelinePath path) =>
        path.Root switch
        {
            PathRoot.Request => SchemaInlining.Inline(graph.Config.Input ?? new JsonObject { ["type"] = "object" }),
            PathRoot.Response => OfNode(graph.Root),
            PathRoot.Failed => new JsonObject
            {
                ["type"] = "array",
                ["items"] = new JsonObject { ["type"] = "string" },
            },
            _ => OfStep(_steps[path.Step]),
        };

    private JsonObject OfStep(GraphStep step)
    {
        if (step.OnFailure == StepFailure.Continue || step.When is not null)
            return [];
        if (step.Node is not null)
            return OfNode(step.Node);
        return step.Tensors is null && answers.TryGetValue(step.Service!, out var answer)
            ? (JsonObject)answer.DeepClone()
            : [];
    }

    private JsonObject OfNode(GraphNode node) =>
        node.Kind switch
        {
            NodeKind.Sequence => OfStep(node.Steps[^1]),
            NodeKind.Ensemble => new JsonObject
            {
                ["type"] = "object",
                ["properties"] = new JsonObject(
                    node.Steps.Select(step => KeyValuePair.Create(step.Name, (JsonNode?)OfStep(step)))
                ),
                ["required"] = new JsonArray([
                    .. node.Steps.Where(step => step.When is null).Select(step => (JsonNode)step.Name),
                ]),
            },
            _ => [],
        };
}
