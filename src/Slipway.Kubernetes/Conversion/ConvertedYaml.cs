using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Slipway.Deployment.Manifest;
using Slipway.Deployment.Manifest.Kubernetes;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Resources;

namespace Slipway.Kubernetes.Conversion;

/// <summary>Converted services as YAML, what does not carry over above each as comments.</summary>
public static class ConvertedYaml
{
    public static string Of(IEnumerable<ConvertedService> services)
    {
        var text = new StringBuilder();
        foreach (var service in services)
        {
            text.Append("---\n# From ").Append(service.From).Append('.');
            text.Append(service.Notes.Count > 0 ? " To be looked at:\n" : "\n");
            foreach (var note in service.Notes)
            {
                text.Append("# - ").Append(note.ReplaceLineEndings(" ")).Append('\n');
            }

            text.Append(YamlText.Of(WithoutDefaults(service.Service)));
        }

        return text.ToString();
    }

    // What nobody asked for is the operator's to decide, and nothing to read.
    private static JsonNode WithoutDefaults(ModelService service)
    {
        var written = JsonSerializer.SerializeToNode(service, ResourceJson.Options)!;
        var spec = written["spec"]!;
        Prune(spec["scaling"], new ScalingConfig());
        Prune(spec["autoscale"], new AutoscaleConfig());
        Prune(spec["traffic"], new TrafficConfig());
        Prune(spec["rollout"], new RolloutConfig());
        return written;
    }

    private static void Prune(JsonNode? written, object defaults)
    {
        foreach (var (name, value) in JsonSerializer.SerializeToNode(defaults, ResourceJson.Options)!.AsObject())
        {
            if (written is JsonObject members && JsonNode.DeepEquals(members[name], value))
                members.Remove(name);
        }
    }
}
