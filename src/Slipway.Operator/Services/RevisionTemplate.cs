using System.Security.Cryptography;
using System.Text.Json;
using Slipway.Kubernetes.Api;
using Slipway.Kubernetes.Resources;

namespace Slipway.Operator.Services;

/// <summary>The part of a specification that makes a revision: what its pods are made of. The rest applies to what runs.</summary>
internal static class RevisionTemplate
{
    public static ModelServiceSpec Of(ModelServiceSpec spec) =>
        new()
        {
            Image = spec.Image,
            ImagePullPolicy = spec.ImagePullPolicy,
            Model = spec.Model,
            Models = spec.Models,
            // How many pods there may be says what kind of volume they need.
            Cache = spec.Cache is { } cache ? cache with { Shared = cache.Shared ?? spec.MostReplicas() > 1 } : null,
            ModelBytes = spec.ModelBytes,
            Resources = spec.Resources,
            Env = spec.Env,
            Arguments = spec.Arguments,
            Server = spec.Server,
            Health = spec.Health,
            Pod = spec.Pod,
        };

    /// <summary>The same for the same template, whatever else the specification says.</summary>
    public static string Key(ModelServiceSpec template) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(template, ResourceJson.Options)))[
            ..16
        ];

    /// <summary>Where it is from, for people.</summary>
    public static string Source(ModelServiceSpec template) =>
        template.Image
        ?? template.Model?.Artifact
        ?? template.Model?.Address
        ?? $"claim {template.Model?.Claim?.Name}{(template.Model?.Claim?.Path is { } path ? $" at {path}" : "")}";
}
