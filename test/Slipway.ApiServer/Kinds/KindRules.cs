using System.Text.Json.Nodes;
using Slipway.ApiServer.Http;

namespace Slipway.ApiServer.Kinds;

/// <summary>What the server does to objects of one kind beyond what holds for all.</summary>
public abstract class KindRules
{
    private static readonly Dictionary<string, KindRules> Known = new(StringComparer.Ordinal)
    {
        ["pods"] = new PodRules(),
        ["services"] = new ServiceRules(),
        ["namespaces"] = new NamespaceRules(),
        ["secrets"] = new SecretRules(),
        ["configmaps"] = new ConfigMapRules(),
        ["deployments.apps"] = new DeploymentRules(),
        ["replicasets.apps"] = new ReplicaSetRules(),
        ["customresourcedefinitions.apiextensions.k8s.io"] = new DefinitionRules(),
        ["rolebindings.rbac.authorization.k8s.io"] = new BindingRules(),
        ["clusterrolebindings.rbac.authorization.k8s.io"] = new BindingRules(),
        ["horizontalpodautoscalers.autoscaling"] = new AutoscalerRules(),
        ["leases.coordination.k8s.io"] = new LeaseRules(),
        ["poddisruptionbudgets.policy"] = new BudgetRules(),
        ["persistentvolumeclaims"] = new ClaimRules(),
    };

    public static KindRules Of(string groupResource) => Known.GetValueOrDefault(groupResource, PlainRules.Instance);

    /// <summary>Fills in what the writer left out, in a new object and in each new state of it.</summary>
    public virtual void Default(JsonObject next) { }

    /// <summary>What the server itself writes into a new object.</summary>
    public virtual void Begin(JsonObject next) { }

    /// <summary>What is wrong with a new object, or with a new state of one.</summary>
    public virtual IEnumerable<FieldCause> Check(JsonObject? current, JsonObject next) => [];

    private sealed class PlainRules : KindRules
    {
        public static PlainRules Instance { get; } = new();
    }
}
