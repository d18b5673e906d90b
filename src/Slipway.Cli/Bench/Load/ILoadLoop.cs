namespace Slipway.Cli.Bench.Load;

/// <summary>Drives the slots of one run into its recorder.</summary>
internal interface ILoadLoop
{
    /// <summary>Whether what is on its way when the window ends still counts.</summary>
    bool WaitsForTheLast { get; }

    /// <summary>
    /// Sends until the window ends or the run is stopped, and returns when every request has ended; to cut that short,
    /// stop the run and dispose the slots.
    /// </summary>
    Task RunAsync(CancellationToken stop);
}
