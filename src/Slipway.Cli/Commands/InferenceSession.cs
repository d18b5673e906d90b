using Slipway.Client;
using Slipway.Models;

namespace Slipway.Cli.Commands;

/// <summary>A server to ask, for the time of one command; owns the client.</summary>
internal class InferenceSession(IInferenceClient client) : IAsyncDisposable
{
    public IInferenceClient Client { get; } = client;

    /// <summary>The model that the target names; null where it names none.</summary>
    public string? Model { get; init; }

    public long? Version { get; init; }

    /// <summary>The signature with labels and descriptions, where more than metadata is known of the model.</summary>
    public ModelSignature? Described { get; init; }

    public static InferenceSession Connect(InferenceTarget.Server target, InferenceClientOptions options) =>
        new(InferenceClient.Create(target.Address, options)) { Model = target.Model, Version = target.Version };

    public virtual ValueTask DisposeAsync() => Client.DisposeAsync();
}
