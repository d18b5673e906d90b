using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json;
using k8s;
using k8s.Models;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Watching;

namespace Slipway.Operator.Objects;

/// <summary>
/// Applies objects of one kind that belong to a resource, where they are not as they should be, and deletes those that should not be.
/// What belongs to somebody else is never touched.
/// </summary>
internal sealed class OwnedObjects<T>(ResourceApi api, ResourceCache<T> cache)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Whose fields they are.</summary>
    public const string Manager = "slipway-operator";

    private static readonly ResourceKind Kind = ResourceKind.Of<T>();

    // What was applied, and the generation that came of it: another one means that somebody else has changed it.
    private readonly ConcurrentDictionary<ObjectName, (string Uid, string Hash, long? Generation)> _applied = new();

    /// <summary>Those of an owner.</summary>
    public IEnumerable<T> Of(V1ObjectMeta owner) => cache.Objects.Where(each => IsOwned(each, owner));

    /// <param name="owner">Whose it is.</param>
    /// <param name="value">With its owner reference.</param>
    /// <param name="token">Gives up.</param>
    /// <returns>It as it is known now, and whether it was not there before.</returns>
    /// <exception cref="ForeignObjectException">One of that name is there that belongs to somebody else.</exception>
    public Task<(T Object, bool IsNew)> ApplyAsync(V1ObjectMeta owner, T value, CancellationToken token) =>
        ApplyAsync(owner, value, value, token);

    /// <param name="owner">Whose it is.</param>
    /// <param name="value">With its owner reference.</param>
    /// <param name="first">What it is made with where there is none; what it has more than the other is given up with the next attempt.</param>
    /// <param name="token">Gives up.</param>
    /// <inheritdoc cref="ApplyAsync(V1ObjectMeta, T, CancellationToken)"/>
    public async Task<(T Object, bool IsNew)> ApplyAsync(V1ObjectMeta owner, T value, T first, CancellationToken token)
    {
        var name = ObjectName.Of(value);
        var hash = Hash(value);
        var there = cache.Find(name);
        if (there is not null && IsAsApplied(name, there, hash))
            return (there, false);
        there ??= await api.FindAsync<T>(Kind, name.Namespace, name.Name, token);
        if (there is not null && !IsOwned(there, owner))
            throw new ForeignObjectException(Kind.Kind, name);
        var options = new ApplyOptions(Manager) { Force = true };
        var body = there is null ? first : value;
        var applied = await api.ApplyAsync(Kind, name.Namespace, name.Name, body, options, token);
        _applied[name] = (applied.Metadata.Uid, Hash(body), applied.Metadata.Generation);
        return (applied, there is null);
    }

    /// <summary>The only one of its owner, by its name; null: there is to be none.</summary>
    /// <inheritdoc cref="ApplyAsync(V1ObjectMeta, T, CancellationToken)"/>
    public async Task OnlyAsync(V1ObjectMeta owner, T? value, CancellationToken token)
    {
        if (value is not null)
            await ApplyAsync(owner, value, token);
        await KeepAsync(owner, value is null ? [] : [value.Metadata.Name], token);
    }

    /// <summary>Applies some fields, by a manager of their own, of one that is there and ours.</summary>
    public Task ApplyPartAsync(T part, string manager, CancellationToken token)
    {
        var name = ObjectName.Of(part);
        return api.ApplyAsync(Kind, name.Namespace, name.Name, part, new ApplyOptions(manager) { Force = true }, token);
    }

    /// <summary>Has those of an owner go that are not among the names to keep.</summary>
    public async Task KeepAsync(V1ObjectMeta owner, HashSet<string> names, CancellationToken token)
    {
        foreach (var other in Of(owner).Where(each => !names.Contains(each.Metadata.Name)).ToList())
        {
            if (other.Metadata.DeletionTimestamp is not null)
                continue;
            var name = ObjectName.Of(other);
            var options = new V1DeleteOptions
            {
                Preconditions = new V1Preconditions { Uid = other.Metadata.Uid },
                PropagationPolicy = "Background",
            };
            try
            {
                await api.DeleteAsync(Kind, name.Namespace, name.Name, options, token);
            }
            catch (ApiException e) when (e.IsConflict)
            {
                // Another one has its name now, which the cache will tell of.
            }

            _applied.TryRemove(name, out _);
        }
    }

    private static string Hash(T value) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(value, ResourceJson.Options)));

    private bool IsAsApplied(ObjectName name, T there, string hash) =>
        _applied.TryGetValue(name, out var last)
        && last.Uid == there.Metadata.Uid
        && last.Hash == hash
        && last.Generation == there.Metadata.Generation;

    private static bool IsOwned(T value, V1ObjectMeta owner) =>
        value.Metadata.NamespaceProperty == owner.NamespaceProperty
        && value.Metadata.OwnerReferences?.Any(each => each.Controller == true && each.Uid == owner.Uid) == true;
}
