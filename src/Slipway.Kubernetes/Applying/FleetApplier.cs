using System.Text.Json.Nodes;
using k8s.Models;
using Slipway.Errors;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Rendering;
using Slipway.Kubernetes.Rendering.Output;
using Slipway.Kubernetes.Resources;
using Slipway.Kubernetes.Watching;

namespace Slipway.Kubernetes.Applying;

/// <summary>
/// Makes a cluster have a rendered fleet:
/// <code>
/// 1  what lives there, what an apply would make of it, what is left over    PlanAsync
/// 2  the namespace, the objects one after the other, then what goes        ApplyAsync
/// </code>
/// </summary>
/// <param name="api">The cluster.</param>
public sealed class FleetApplier(ResourceApi api)
{
    /// <summary>Asks what would change; nothing is stored.</summary>
    /// <param name="fleet">Rendered for a cluster.</param>
    /// <param name="makesNamespace">Whether the namespace is to be made where it is missing.</param>
    /// <param name="token">Ends it.</param>
    /// <exception cref="ServingException">The namespace or a kind is not there; the message names the remedy.</exception>
    /// <exception cref="ApiException">The cluster refused an object.</exception>
    public async Task<ApplyPlan> PlanAsync(RenderedFleet fleet, bool makesNamespace, CancellationToken token)
    {
        var scope = new FleetScope(
            fleet.Name,
            fleet.Namespace ?? throw new ArgumentException("It was rendered for a single host.", nameof(fleet))
        );
        var isMissing = await IsMissingAsync(scope.Namespace, token);
        if (isMissing && !makesNamespace)
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The namespace {scope.Namespace} is not there. Have it made by --create-namespace, or name another by --namespace."
            );
        }

        var changes = new List<ObjectChange>();
        foreach (var value in fleet.Objects)
        {
            var change = new ObjectChange(ObjectChangeKind.Make, ResourceKind.Of(value.GetType()), ObjectName.Of(value))
            {
                Body = ObjectJson.Of(value),
            };
            // Where there is no namespace yet, nothing lives in it, and no dry run is answered.
            changes.Add(isMissing ? change : await CompareAsync(change, scope, token));
        }

        var notes = new List<string>();
        if (!isMissing)
        {
            var left = await LeftOverAsync(scope, changes, notes.Add, token);
            OtherForm.Refuse(changes, left);
            changes.AddRange(left);
        }

        return new ApplyPlan
        {
            Scope = scope,
            MakesNamespace = isMissing,
            Changes = changes,
            Notes = notes,
        };
    }

    /// <summary>Does what was planned. What does not change is not written.</summary>
    /// <param name="plan">Without conflicts, unless these are forced.</param>
    /// <param name="force">Fields of others are taken from them.</param>
    /// <param name="told">A line for each object.</param>
    /// <param name="token">Ends it; what has been done stays.</param>
    public async Task ApplyAsync(ApplyPlan plan, bool force, Action<string> told, CancellationToken token)
    {
        var applier = new ObjectApplier(api, told);
        if (plan.MakesNamespace)
        {
            var name = plan.Scope.Namespace;
            var space = ObjectJson.Of(
                new V1Namespace
                {
                    ApiVersion = "v1",
                    Kind = V1Namespace.KubeKind,
                    Metadata = new V1ObjectMeta { Name = name },
                }
            );
            await applier.ApplyAsync(
                ResourceKind.Of<V1Namespace>(),
                new ObjectName("", name),
                space,
                force: false,
                token
            );
        }

        foreach (var change in plan.Changes)
        {
            if (change.Kind == ObjectChangeKind.Prune)
                await applier.DeleteAsync(change.Resource, change.Name, token);
            else if (change.Kind != ObjectChangeKind.Same)
                await ApplyAsync(applier, change, force, token);
        }
    }

    private static async Task ApplyAsync(
        ObjectApplier applier,
        ObjectChange change,
        bool force,
        CancellationToken token
    )
    {
        try
        {
            await applier.ApplyAsync(change.Resource, change.Name, change.Body!, force, token);
        }
        catch (ApiException e) when (e.IsConflict && IsOursAlone(ApplyConflicts.Of(e)))
        {
            // What 'scale' or 'restart' has set gives way to the manifest.
            await applier.ApplyAsync(change.Resource, change.Name, change.Body!, force: true, token);
        }
    }

    private async Task<bool> IsMissingAsync(string space, CancellationToken token)
    {
        try
        {
            return await api.FindAsync<V1Namespace>(ResourceKind.Of<V1Namespace>(), null, space, token) is null;
        }
        catch (ApiException e) when (e.Code == System.Net.HttpStatusCode.Forbidden)
        {
            // Who may write into a namespace need not see namespaces; the objects will tell.
            return false;
        }
    }

    private async Task<ObjectChange> CompareAsync(ObjectChange change, FleetScope scope, CancellationToken token)
    {
        var (kind, name) = (change.Resource, change.Name);
        var before = await api.FindAsync<JsonObject>(kind, name.Namespace, name.Name, token);
        if (before is not null)
            OwnedElsewhere.Refuse(change, scope, before);
        IReadOnlyList<FieldConflict> conflicts = [];
        JsonObject after;
        try
        {
            after = await DryRunAsync(change, force: false, token);
        }
        catch (ApiException e) when (e.IsConflict && ApplyConflicts.Of(e) is { Count: > 0 } all)
        {
            conflicts = IsOursAlone(all) ? [] : [.. all.Where(each => !FieldManagers.IsOurs(each.Manager))];
            after = await DryRunAsync(change, force: true, token);
        }
        catch (ApiException e) when (e.IsNotFound)
        {
            throw Missing(kind, e);
        }
        catch (ApiException e) when (kind.Group == SlipwayGroup.Name && IsUnknownField(e))
        {
            throw new ServingException(
                ServingErrorCode.FailedPrecondition,
                $"The definition of {kind.Plural} in the cluster does not know all that this tool writes: it is an older one. 'slipway kubernetes "
                    + $"install' brings definitions and operator up to this version ({e.Message})",
                e
            );
        }

        if (before is null)
            return change;
        var fields = FieldDiff.Between(before, after, kind.Kind == V1Secret.KubeKind);
        var isAdopted = !FleetObjects.IsApplied(before["metadata"]!);
        var movesFields = !JsonNode.DeepEquals(Owned(before), Owned(after));
        return change with
        {
            Kind =
                fields.Count > 0 || conflicts.Count > 0 || movesFields
                    ? ObjectChangeKind.Change
                    : ObjectChangeKind.Same,
            Fields = fields,
            Conflicts = conflicts,
            IsAdopted = isAdopted,
            MovesFields = movesFields,
        };
    }

    private Task<JsonObject> DryRunAsync(ObjectChange change, bool force, CancellationToken token) =>
        api.ApplyAsync(
            change.Resource,
            change.Name.Namespace,
            change.Name.Name,
            change.Body!,
            new ApplyOptions(FieldManagers.Apply) { DryRun = true, Force = force },
            token
        );

    private async Task<IReadOnlyList<ObjectChange>> LeftOverAsync(
        FleetScope scope,
        List<ObjectChange> rendered,
        Action<string> skipped,
        CancellationToken token
    )
    {
        var there = await new FleetObjects(api).ListAsync(scope, skipped, token);
        return
        [
            .. there
                .Where(each =>
                    !rendered.Exists(other => other.Resource.Kind == each.Kind.Kind && other.Name == each.Name)
                )
                .Select(each => new ObjectChange(ObjectChangeKind.Prune, each.Kind, each.Name)),
        ];
    }

    // What server-side apply says of it, as a 500, and of validation.
    private static bool IsUnknownField(ApiException refusal) =>
        refusal.Message.Contains("field not declared in schema", StringComparison.Ordinal)
        || refusal.Message.Contains("unknown field", StringComparison.Ordinal);

    private static JsonNode? Owned(JsonObject value) =>
        OwnFields.Entry(value["metadata"], FieldManagers.Apply)?["fieldsV1"];

    private static bool IsOursAlone(IReadOnlyList<FieldConflict> conflicts) =>
        conflicts.Count > 0 && conflicts.All(each => FieldManagers.IsOurs(each.Manager));

    private static ServingException Missing(ResourceKind kind, ApiException failure) =>
        new(
            ServingErrorCode.FailedPrecondition,
            kind.Group == SlipwayGroup.Name
                ? $"The cluster has no {kind.Plural}.{kind.Group}: Slipway's definitions are not there. 'slipway kubernetes install' puts "
                    + "them there with the operator; '--form plain' does without both."
                : $"The cluster has no {kind.Kind} of {kind.ApiVersion}, which the manifest asks for: install what brings it, or leave it "
                    + $"out of the manifest ({failure.Message})",
            failure
        );
}
