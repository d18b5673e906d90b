using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Configuration;
using Slipway.Deployment.Manifest;

namespace Slipway.Deployment.Tests.Manifest;

/// <summary>The published schema and the reference page say what the reader does.</summary>
public sealed class FleetManifestSchemaTests
{
    private static readonly JsonObject Schema = JsonNode
        .Parse(File.ReadAllText(Checkout.Path("docs", "reference", "fleet.schema.json")))!
        .AsObject();

    private static readonly string Page = File.ReadAllText(Checkout.Path("docs", "reference", "slipway-yaml.md"));

    [Fact]
    public void Schema_OfThePage_TakesItsManifest() => SchemaCheck.Accepts(Schema, PageManifest()).Should().BeTrue();

    [Theory]
    [InlineData("slipway.yaml")]
    [InlineData("slipway.production.yaml")]
    public void Schema_OfTheSample_TakesIt(string file) =>
        SchemaCheck
            .Accepts(Schema, Tree(File.ReadAllText(Checkout.Path("samples", "newsroom", file))))
            .Should()
            .BeTrue();

    [Theory]
    [InlineData("nmae: x", false)]
    [InlineData("services: { a: { modle: x } }", false)]
    [InlineData("services: { a: { replicas: many } }", false)]
    [InlineData("services: { a: { replicas: 1.5 } }", false)]
    [InlineData("services: { a: { replicas: '${n}', scaling: false, description: 5 } }", true)]
    [InlineData("services: { a: { scaling: 3 } }", false)]
    [InlineData("services: { a: { health: { interval: soon } } }", false)]
    [InlineData("services: { a: { health: { interval: 5 } } }", false)]
    [InlineData(
        "services: { a: { health: { interval: 0 }, traffic: { timeout: 1m30s, hold_timeout: '${t}s' } } }",
        true
    )]
    [InlineData("services: { a: { traffic: { retries: true } } }", false)]
    [InlineData("services: { a: { rollout: { strategy: canry } } }", false)]
    [InlineData("services: { a: { rollout: { strategy: '${s}', gates: { latency: false } } }, b: }", true)]
    [InlineData("target: containers", false)]
    [InlineData(
        "pipelines: { p: { nodes: { root: { type: switch, steps: [{ input: [1, { a: ~ }] }] } }, output: 5 } }",
        true
    )]
    [InlineData("pipelines: { p: { input: 5 } }", false)]
    public void Schema_OfAnyManifest_TakesWhatTheReaderTakes(string yaml, bool taken)
    {
        SchemaCheck.Accepts(Schema, Tree(yaml)).Should().Be(taken);
        // Of what the contract says: what values mean is not the schema's.
        using var folder = new ManifestFolder(yaml);
        folder
            .Read(
                new ManifestOptions { Variables = new Dictionary<string, string>(), EnvironmentVariables = _ => null }
            )
            .Problems.Any(problem =>
                problem.Message.Contains("not known here", StringComparison.Ordinal)
                || problem.Message.Contains(" is not ", StringComparison.Ordinal)
                || problem.Message.Contains("longer than 0", StringComparison.Ordinal)
            )
            .Should()
            .Be(!taken || yaml.Contains("interval: 0", StringComparison.Ordinal));
    }

    [Fact]
    public void Page_OfTheManifest_HasEveryKeyInItsPlaceAndEveryDefault()
    {
        var missing = new List<string>();
        Compare(Schema, PageManifest(), "", missing);

        missing.Should().BeEmpty();
    }

    [Fact]
    public void Schema_EveryKey_IsDescribed()
    {
        var silent = new List<string>();
        Visit(Schema, "", silent);

        silent.Should().BeEmpty();

        static void Visit(JsonNode? schema, string path, List<string> silent)
        {
            foreach (var (key, value) in schema?["properties"]?.AsObject() ?? [])
            {
                if (value?["description"] is null)
                    silent.Add(NodePath.Join(path, key));
                Visit(value, NodePath.Join(path, key), silent);
            }

            if (schema?["additionalProperties"] is JsonObject element)
                Visit(element, path + ".*", silent);
            if (schema?["items"] is JsonObject item)
                Visit(item, path + "[]", silent);
        }
    }

    private static void Compare(JsonNode? schema, JsonNode? shown, string path, List<string> missing)
    {
        if (schema?["$ref"] is { } reference)
            schema = SchemaCheck.Find(Schema, reference.GetValue<string>());
        foreach (var (key, value) in schema?["properties"]?.AsObject() ?? [])
        {
            var place = NodePath.Join(path, key);
            // Those of services are shown there.
            if (path == "defaults" && key != "replicas")
                continue;
            if (shown is not JsonObject keys || !keys.ContainsKey(key))
                missing.Add(place);
            else if (value!["default"] is { } written && !IsSame(written, keys[key]))
                missing.Add($"{place}: {written.ToJsonString()} is the default, not {keys[key]?.ToJsonString()}");
            else
                Compare(value, keys[key], place, missing);
        }

        if (schema?["additionalProperties"] is JsonObject element && shown is JsonObject named)
            Compare(element, named.First().Value, $"{path}.*", missing);
        if (schema?["items"] is JsonObject item && shown is JsonArray list)
            Compare(item, list[0], $"{path}[]", missing);
    }

    private static bool IsSame(JsonNode left, JsonNode? right) =>
        JsonNode.DeepEquals(left, right)
        || (
            left.GetValueKind() == JsonValueKind.String
            && DurationConverter.TryParse(left.GetValue<string>(), out var one)
            && DurationConverter.TryParse(right!.ToString(), out var other)
            && one == other
        );

    private static JsonObject PageManifest()
    {
        var begin = Page.IndexOf("```yaml\n", StringComparison.Ordinal) + 8;
        return Tree(Page[begin..Page.IndexOf("```", begin, StringComparison.Ordinal)]);
    }

    private static JsonObject Tree(string yaml)
    {
        using var text = new StringReader(yaml);
        var (root, problems) = YamlComposer.Compose(text, "f");
        problems.Should().BeEmpty();
        // As it would come over a wire: numbers without a type of .NET.
        return JsonNode.Parse(JsonTree.Of(root!).Root.ToJsonString())!.AsObject();
    }
}
