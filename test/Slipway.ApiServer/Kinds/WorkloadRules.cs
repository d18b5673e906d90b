using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Slipway.ApiServer.Documents;
using Slipway.ApiServer.Http;
using Slipway.ApiServer.Selectors;

namespace Slipway.ApiServer.Kinds;

/// <summary>Pods: what is filled in, and that a running pod's spec stays as it is but for images.</summary>
internal sealed class PodRules : KindRules
{
    public override void Default(JsonObject next)
    {
        PodTemplates.Default(next.Ensure("spec"));
        next.Ensure("spec").TryAdd("enableServiceLinks", true);
    }

    public override void Begin(JsonObject next) =>
        next["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        foreach (var cause in PodTemplates.Check(next["spec"], "spec"))
            yield return cause;
        if (current is null || JsonPaths.Same(Fixed(current), Fixed(next)))
            yield break;
        yield return FieldCause.Forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`, `spec.activeDeadlineSeconds`,"
                + " `spec.tolerations` or `spec.terminationGracePeriodSeconds`"
        );
    }

    private static JsonObject Fixed(JsonObject pod)
    {
        var spec = pod.Ensure("spec").DeepClone().AsObject();
        foreach (
            var name in (string[])
                ["activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"]
        )
            spec.Remove(name);
        // A pod is bound once; that it was is not a change of its spec.
        spec.Remove("nodeName");
        foreach (var container in spec.Objects("containers"))
            container.Remove("image");
        return spec;
    }
}

/// <summary>Deployments: defaults, and a selector that is there, fits the template and never changes.</summary>
internal sealed class DeploymentRules : KindRules
{
    public override void Default(JsonObject next)
    {
        var spec = next.Ensure("spec");
        spec.TryAdd("replicas", 1);
        spec.TryAdd("revisionHistoryLimit", 10);
        spec.TryAdd("progressDeadlineSeconds", 600);
        var strategy = spec.Ensure("strategy");
        strategy.TryAdd("type", "RollingUpdate");
        if (strategy.Text("type") == "RollingUpdate")
        {
            strategy.Ensure("rollingUpdate").TryAdd("maxSurge", "25%");
            strategy.Ensure("rollingUpdate").TryAdd("maxUnavailable", "25%");
        }

        PodTemplates.Default(spec.Ensure("template", "spec"));
    }

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next) =>
        TemplateSelectors.Check(current, next).Concat(Strategy(next));

    private static IEnumerable<FieldCause> Strategy(JsonObject next)
    {
        foreach (var field in (string[])["maxSurge", "maxUnavailable"])
        {
            if (
                Percents.Check(
                    next.At("spec", "strategy", "rollingUpdate", field),
                    $"spec.strategy.rollingUpdate.{field}"
                ) is
                { } wrong
            )
                yield return wrong;
        }

        if (
            next.Text("spec", "strategy", "type") == "Recreate"
            && next.At("spec", "strategy", "rollingUpdate") is not null
        )
        {
            yield return FieldCause.Forbidden(
                "spec.strategy.rollingUpdate",
                "may not be specified when strategy `type` is 'Recreate'"
            );
        }
    }
}

/// <summary>Disruption budgets: a number or a percent, of one kind.</summary>
internal sealed class BudgetRules : KindRules
{
    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (next.At("spec", "minAvailable") is not null && next.At("spec", "maxUnavailable") is not null)
            yield return FieldCause.Invalid("spec", "{}", "minAvailable and maxUnavailable cannot be both set");
        foreach (var field in (string[])["minAvailable", "maxUnavailable"])
        {
            if (Percents.Check(next.At("spec", field), $"spec.{field}") is { } wrong)
                yield return wrong;
        }
    }
}

/// <summary>Numbers that may be given as a part of another.</summary>
internal static partial class Percents
{
    public static FieldCause? Check(JsonNode? value, string field)
    {
        if (value.Number() is < 0)
            return FieldCause.Invalid(field, value!.ToJsonString(), "must be greater than or equal to 0");
        return value.Text() is { } text && !Percent().IsMatch(text)
            ? FieldCause.Invalid(
                field,
                $"\"{text}\"",
                "a valid percent string must be a numeric string followed by an ending '%'"
            )
            : null;
    }

    [GeneratedRegex("^[0-9]{1,6}%$", RegexOptions.None, 1000)]
    private static partial Regex Percent();
}

/// <summary>Replica sets: the same for the one template they have.</summary>
internal sealed class ReplicaSetRules : KindRules
{
    public override void Default(JsonObject next)
    {
        next.Ensure("spec").TryAdd("replicas", 1);
        PodTemplates.Default(next.Ensure("spec", "template", "spec"));
    }

    public override IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next) =>
        TemplateSelectors.Check(current, next);
}

/// <summary>What kinds with a pod template have in common.</summary>
internal static class TemplateSelectors
{
    public static IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next)
    {
        if (next.Number("spec", "replicas") is < 0)
            yield return FieldCause.Invalid(
                "spec.replicas",
                $"{next.Number("spec", "replicas")}",
                "must be greater than or equal to 0"
            );
        if (
            next.At("spec", "selector") is not JsonObject { Count: > 0 } map
            || LabelSelector.Of(map) is not { } selector
        )
        {
            yield return FieldCause.Required("spec.selector");
            yield break;
        }

        var labels = next.At("spec", "template", "metadata", "labels") is JsonObject given
            ? given.ToDictionary(label => label.Key, label => label.Value.Text() ?? "", StringComparer.Ordinal)
            : [];
        if (!selector.Matches(labels))
            yield return FieldCause.Invalid(
                "spec.template.metadata.labels",
                "{}",
                "`selector` does not match template `labels`"
            );
        if (current is not null && !JsonPaths.Same(current.At("spec", "selector"), map))
            yield return FieldCause.Invalid("spec.selector", map.ToJsonString(), "field is immutable");
        foreach (var cause in PodTemplates.Check(next.At("spec", "template", "spec"), "spec.template.spec"))
            yield return cause;
    }
}
