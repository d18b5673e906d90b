using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Resources.Schemas;

namespace Slipway.Kubernetes.Tests.Resources;

public sealed class CustomResourceDefinitionsTests
{
    public static TheoryData<string> Kinds => new(ModelService.KindName, ModelPipeline.KindName);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Schema_OfAKind_IsStructural(string kind)
    {
        var problems = new List<string>();

        Check(Schema(kind), "", problems);

        problems.Should().BeEmpty();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Definition_AsYaml_IsReadByKubernetesClientStrictly(string kind)
    {
        var yaml = YamlText.Of(Definition(kind));

        var read = KubernetesYaml.Deserialize<V1CustomResourceDefinition>(yaml, strict: true);

        read.Spec.Names.Kind.Should().Be(kind);
        read.Metadata.Name.Should().Be($"{read.Spec.Names.Plural}.{read.Spec.Group}");
    }

    [Fact]
    public void Schema_OfAService_HasWhatTheContractHas()
    {
        var spec = Schema(ModelService.KindName)["properties"]!["spec"]!["properties"]!.AsObject();

        spec.Select(each => each.Key)
            .Should()
            .BeEquivalentTo(
                typeof(ModelServiceSpec)
                    .GetProperties()
                    .Select(each => JsonNamingPolicy.CamelCase.ConvertName(each.Name))
                    .Where(name => name != "equalityContract")
            );
        spec["rollout"]!["properties"]!["gates"]!["properties"]!["latency"]!["nullable"]!
            .GetValue<bool>()
            .Should()
            .BeTrue("null switches a gate off that is on by default");
    }

    [Fact]
    public void Service_WrittenAndRead_IsTheSame()
    {
        const string text = """
            {
              "apiVersion": "serving.slipway.dev/v1alpha1",
              "kind": "ModelService",
              "metadata": { "name": "ner" },
              "spec": {
                "image": "registry.example/ner:3",
                "resources": { "limits": { "memory": "512Mi" } },
                "rollout": { "strategy": "BlueGreen", "stepTime": "1m30s", "gates": { "latency": null } }
              }
            }
            """;

        var service = JsonSerializer.Deserialize<ModelService>(text, ResourceJson.Strict)!;

        service.Spec.Rollout!.StepTime.Should().Be(TimeSpan.FromSeconds(90));
        service.Spec.Rollout.Gates.Latency.Should().BeNull();
        service.Spec.Rollout.Gates.ErrorRate.Should().NotBeNull("it is on unless it is switched off");
        var written = JsonSerializer.SerializeToNode(service, ResourceJson.Options)!;
        written["spec"]!["rollout"]!["strategy"]!.GetValue<string>().Should().Be("BlueGreen");
        written["spec"]!["rollout"]!["gates"]!.AsObject().Should().ContainKey("latency");
        written["spec"]!["resources"]!["limits"]!["memory"]!.GetValue<string>().Should().Be("512Mi");
    }

    private static V1CustomResourceDefinition Definition(string kind) =>
        CustomResourceDefinitions.All((_, _) => null).Single(each => each.Spec.Names.Kind == kind);

    private static JsonObject Schema(string kind) =>
        JsonSerializer
            .SerializeToNode(Definition(kind).Spec.Versions.Single().Schema.OpenAPIV3Schema, ResourceJson.Options)!
            .AsObject();

    // Kubernetes, "Specifying a structural schema": rules 1 and 2, and that arrays say what their items are.
    private static void Check(JsonObject node, string path, List<string> problems)
    {
        var isOpen = node["x-kubernetes-preserve-unknown-fields"]?.GetValue<bool>() == true;
        var isIntOrString = node["x-kubernetes-int-or-string"]?.GetValue<bool>() == true;
        if (!node.ContainsKey("type") && !isOpen && !isIntOrString)
            problems.Add($"{path} has no type");
        if (node.ContainsKey("$ref"))
            problems.Add($"{path} refers elsewhere");
        if (node["type"] is JsonValue type && type.GetValue<string>() == "array" && node["items"] is not JsonObject)
            problems.Add($"{path} does not say what its items are");
        if (node["properties"] is JsonObject && node["additionalProperties"] is not null)
            problems.Add($"{path} has both properties and additionalProperties");
        foreach (var (name, value) in node["properties"]?.AsObject() ?? [])
        {
            Check(value!.AsObject(), $"{path}.{name}", problems);
        }

        if (node["items"] is JsonObject items)
            Check(items, $"{path}[]", problems);
        if (node["additionalProperties"] is JsonObject values)
            Check(values, $"{path}.*", problems);
    }
}
