using Slipway.Containers;

namespace Slipway.Cli.Fleets.Containers;

/// <summary>This machine's engine, connected to when it is needed first.</summary>
internal sealed class EngineAccess : IDisposable
{
    private ContainerEngine? _engine;

    /// <exception cref="Slipway.Errors.ServingException">None answers.</exception>
    public async Task<ContainerEngine> GetAsync(CancellationToken cancellationToken) =>
        _engine ??= await ContainerEngine.ConnectAsync(cancellationToken);

    public void Dispose() => _engine?.Dispose();
}
