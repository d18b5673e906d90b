using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Kinds;

/// <summary>Services: an address of the cluster, ports with protocols and targets.</summary>
internal sealed class ServiceRules : KindRules
{
    private int _given;

    public override void Default(JsonObject next)
    {
        var spec = next.Ensure("spec");
        spec.TryAdd("type", "ClusterIP");
        spec.TryAdd("sessionAffinity", "None");
        spec.TryAdd("internalTrafficPolicy", "Cluster");
        foreach (var port in spec.Objects("ports"))
        {
            port.TryAdd("protocol", "TCP");
            if (port["targetPort"] is null && port["port"] is { } same)
                port["targetPort"] = same.DeepClone();
        }
    }

    public override void Begin(JsonObject next)
    {
        next["status"] = new JsonObject { ["loadBalancer"] = new JsonObject() };
        var spec = next.Ensure("spec");
        if (spec.Text("type") == "ExternalName")
            return;
        if (spec.Text("clusterIP") is not { Length: > 0 } address)
        {
            // The documentation's block (RFC 5737), since nothing listens there.
            var number = Interlocked.Increment(ref _given);
            address = $"198.51.{100 + (number / 254 % 2)}.{1 + (number % 254)}";
        }

        spec["clusterIP"] = address;
        spec.TryAdd("clusterIPs", new JsonArray(address));
        spec.TryAdd("ipFamilies", new JsonArray("IPv4"));
        spec.TryAdd("ipFamilyPolicy", "SingleStack");
    }

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        var spec = next["spec"];
        if (!spec.Objects("ports").Any() && spec.Text("type") != "ExternalName" && spec.Text("clusterIP") != "None")
            yield return FieldCause.Required("spec.ports");
        var many = spec.Objects("ports").Count() > 1;
        foreach (var (index, port) in spec.Objects("ports").Index())
        {
            if (many && port.Text("name") is not { Length: > 0 })
                yield return FieldCause.Required($"spec.ports[{index}].name");
            if (port.Number("port") is not (>= 1 and <= 65535))
                yield return FieldCause.Invalid(
                    $"spec.ports[{index}].port",
                    $"{port.Number("port")}",
                    "must be between 1 and 65535, inclusive"
                );
        }

        if (current?.Text("spec", "clusterIP") is { Length: > 0 } before && spec.Text("clusterIP") != before)
            yield return FieldCause.Invalid("spec.clusterIP", $"\"{spec.Text("clusterIP")}\"", "field is immutable");
    }
}

/// <summary>Namespaces: the finalizer of their own, and the label that carries the name.</summary>
internal sealed class NamespaceRules : KindRules
{
    public override void Begin(JsonObject next)
    {
        next.Ensure("spec")["finalizers"] = new JsonArray("kubernetes");
        next["status"] = new JsonObject { ["phase"] = "Active" };
    }

    public override void Default(JsonObject next) =>
        next.Ensure("metadata", "labels")["kubernetes.io/metadata.name"] = next.Text("metadata", "name") ?? "";
}

/// <summary>Secrets: stringData becomes data; an immutable one stays.</summary>
internal sealed class SecretRules : KindRules
{
    public override void Default(JsonObject next)
    {
        next.TryAdd("type", "Opaque");
        if (next["stringData"] is not JsonObject plain)
            return;
        var data = next.Ensure("data");
        foreach (var (name, value) in plain)
            data[name] = Convert.ToBase64String(Encoding.UTF8.GetBytes(value.Text() ?? ""));
        next.Remove("stringData");
    }

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (current is not null && current.Text("type") != next.Text("type"))
            yield return FieldCause.Invalid("type", $"\"{next.Text("type")}\"", "field is immutable");
        foreach (var cause in Immutables.Check(current, next, ["data"]))
            yield return cause;
    }
}

/// <summary>Config maps: keys that may be names of files; an immutable one stays.</summary>
internal sealed partial class ConfigMapRules : KindRules
{
    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next) =>
        new[] { "data", "binaryData" }
            .SelectMany(field => (next[field] as JsonObject ?? []).Select(entry => (Field: field, entry.Key)))
            .Where(entry => !Key().IsMatch(entry.Key))
            .Select(entry =>
                FieldCause.Invalid(
                    $"{entry.Field}[{entry.Key}]",
                    $"\"{entry.Key}\"",
                    "a valid config key must consist of alphanumeric characters, '-', '_' or '.'"
                )
            )
            .Concat(Immutables.Check(current, next, ["data", "binaryData"]));

    [GeneratedRegex("^[-._a-zA-Z0-9]{1,253}$", RegexOptions.NonBacktracking)]
    private static partial Regex Key();
}

/// <summary>The <c>immutable</c> flag of config maps and secrets.</summary>
internal static class Immutables
{
    public static IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next, string[] fields)
    {
        if (current?.Flag("immutable") != true)
            yield break;
        if (!next.Flag("immutable"))
            yield return FieldCause.Forbidden("immutable", "field is immutable when `immutable` is set");
        foreach (var field in fields)
        {
            if (!JsonPaths.Same(current[field], next[field]))
                yield return FieldCause.Forbidden(field, "field is immutable when `immutable` is set");
        }
    }
}

/// <summary>Volume claims: their spec stays but for the size asked for.</summary>
internal sealed class ClaimRules : KindRules
{
    public override void Default(JsonObject next) => next.Ensure("spec").TryAdd("volumeMode", "Filesystem");

    public override void Begin(JsonObject next) => next["status"] = new JsonObject { ["phase"] = "Pending" };

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (next.Texts("spec", "accessModes").Count == 0)
            yield return FieldCause.Required("spec.accessModes", "at least 1 access mode is required");
        if (next.At("spec", "resources", "requests", "storage") is null)
            yield return FieldCause.Required("spec.resources[storage]");
        if (current is not null && !JsonPaths.Same(Fixed(current), Fixed(next)))
            yield return FieldCause.Forbidden("spec", "spec is immutable after creation except resources.requests");
    }

    private static JsonObject Fixed(JsonObject claim)
    {
        var spec = claim.Ensure("spec").DeepClone().AsObject();
        spec.Remove("resources");
        spec.Remove("volumeName");
        return spec;
    }
}
