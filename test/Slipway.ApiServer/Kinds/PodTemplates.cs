using System.Text.Json.Nodes;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Kinds;

/// <summary>Defaults and checks of a pod's spec, in a pod and in a template.</summary>
internal static class PodTemplates
{
    public static void Default(JsonObject spec)
    {
        spec.TryAdd("restartPolicy", "Always");
        spec.TryAdd("terminationGracePeriodSeconds", 30);
        spec.TryAdd("dnsPolicy", "ClusterFirst");
        spec.TryAdd("schedulerName", "default-scheduler");
        spec.TryAdd("securityContext", new JsonObject());
        if (spec.Text("serviceAccountName") is { } account)
            spec.TryAdd("serviceAccount", account);
        foreach (var container in spec.Objects("containers").Concat(spec.Objects("initContainers")))
            DefaultContainer(container);
        foreach (var volume in spec.Objects("volumes"))
        {
            foreach (var kind in (string[])["configMap", "secret", "projected", "downwardAPI"])
                (volume[kind] as JsonObject)?.TryAdd("defaultMode", 420);
        }
    }

    public static IEnumerable<FieldCause> Check(JsonNode? spec, string field)
    {
        if (!spec.Objects("containers").Any())
            yield return FieldCause.Required($"{field}.containers");
        var names = new HashSet<string>(StringComparer.Ordinal);
        var volumes = spec.Objects("volumes").Select(volume => volume.Text("name")).ToHashSet();
        foreach (var (index, container) in spec.Objects("containers").Index())
        {
            var at = $"{field}.containers[{index}]";
            if (container.Text("name") is not { Length: > 0 } name)
                yield return FieldCause.Required($"{at}.name");
            else if (!names.Add(name))
                yield return new FieldCause("FieldValueDuplicate", $"{at}.name", $"Duplicate value: \"{name}\"");
            if (container.Text("image") is not { Length: > 0 })
                yield return FieldCause.Required($"{at}.image");
            foreach (var (mount, entry) in container.Objects("volumeMounts").Index())
            {
                if (!volumes.Contains(entry.Text("name")))
                {
                    yield return new FieldCause(
                        "FieldValueNotFound",
                        $"{at}.volumeMounts[{mount}].name",
                        $"Not found: \"{entry.Text("name")}\""
                    );
                }
            }
        }
    }

    private static void DefaultContainer(JsonObject container)
    {
        container.TryAdd("terminationMessagePath", "/dev/termination-log");
        container.TryAdd("terminationMessagePolicy", "File");
        container.TryAdd("resources", new JsonObject());
        container.TryAdd("imagePullPolicy", PullPolicy(container.Text("image") ?? ""));
        foreach (var port in container.Objects("ports"))
            port.TryAdd("protocol", "TCP");
        foreach (var probe in (string[])["livenessProbe", "readinessProbe", "startupProbe"])
        {
            if (container[probe] is not JsonObject settings)
                continue;
            settings.TryAdd("timeoutSeconds", 1);
            settings.TryAdd("periodSeconds", 10);
            settings.TryAdd("successThreshold", 1);
            settings.TryAdd("failureThreshold", 3);
            (settings["httpGet"] as JsonObject)?.TryAdd("scheme", "HTTP");
            (settings["grpc"] as JsonObject)?.TryAdd("service", "");
        }

        foreach (
            var field in container
                .Objects("env")
                .Select(entry => entry.At("valueFrom", "fieldRef"))
                .OfType<JsonObject>()
        )
            field.TryAdd("apiVersion", "v1");
    }

    private static string PullPolicy(string image)
    {
        var name = image[(image.LastIndexOf('/') + 1)..];
        return name.Contains('@') || (name.Contains(':') && !name.EndsWith(":latest", StringComparison.Ordinal))
            ? "IfNotPresent"
            : "Always";
    }
}
