using System.Text.Json;
using Slipway.Cli.Fleets.Locating;
using Slipway.Deployment;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Errors;

namespace Slipway.Cli.Fleets.Starting;

/// <summary>
/// Makes a fleet what its manifest says, up to the point where the supervisor has taken it over:
/// <code>
/// 1  the manifest, with everything that is wrong with it     Read
/// 2  what has to be built, or found                          FleetSpecFactory
/// 3  a supervisor                                            SupervisorLauncher
/// 4  its order                                               ApplyAsync
/// </code>
/// </summary>
internal sealed class FleetStart(CliEnvironment environment, SupervisorLauncher launcher)
{
    // A supervisor that is about to end may take an order and go.
    private const int Tries = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>The manifest, with the ports that its gateway is to have tried but for those that it has.</summary>
    /// <exception cref="CliException">It has problems, which were told.</exception>
    public ManifestReading Read(string path, ManifestOptions options, FleetRegistry registry)
    {
        var first = FleetManifestReader.Read(path, options);
        if (first.Manifest is { } manifest)
            LocalTargets.Check(manifest);
        var known = first.Manifest is { Name: { } name }
            ? registry.Of(first.File, name)
            : registry.All().FirstOrDefault(fleet => fleet.Record.Manifest == Path.GetFullPath(first.File));
        var own = known is null ? [] : OwnPorts(known);
        var reading = FleetManifestReader.Read(path, options with { ChecksPorts = true, OwnPorts = own });
        if (reading.Manifest is not null)
            return reading;
        ManifestReport.Write(environment.Console.Error, reading);
        throw CliException.Usage(
            $"{reading.File} has {ManifestReport.Count(reading)}, listed above; nothing was started or changed."
        );
    }

    /// <summary>Has a supervisor take a fleet over.</summary>
    /// <returns>What changes by it.</returns>
    /// <exception cref="CliException">None can be started.</exception>
    /// <exception cref="ServingException">The fleet cannot be so.</exception>
    public async Task<FleetChanges> ApplyAsync(
        KnownFleet known,
        FleetSpec spec,
        IFleet fleet,
        CancellationToken cancellationToken
    )
    {
        for (var i = 1; ; i++)
        {
            await launcher.EnsureAsync(known, cancellationToken);
            try
            {
                // What it runs is copied, which takes as long as it is large.
                return await environment.Console.WaitAsync(
                    "Handing the fleet over to its supervisor…",
                    () => fleet.ApplyAsync(spec, cancellationToken)
                );
            }
            catch (ServingException e) when (e.Reason == FleetClient.NobodyAnswers && i < Tries)
            {
                // The next one takes it.
            }
            catch (ServingException e) when (e.Reason == FleetClient.IsEnding && i < Tries)
            {
                await WaitForEndAsync(known, cancellationToken);
            }
        }
    }

    /// <summary>
    /// Ends a supervisor that has no fleet, which is of no use; one that another command has given a fleet meanwhile is left alone.
    /// </summary>
    public static async Task EndIdleAsync(IFleet fleet)
    {
        try
        {
            await fleet.EndIdleAsync(CancellationToken.None);
        }
        catch (ServingException e) when (e.Code is ServingErrorCode.Unavailable or ServingErrorCode.NotFound)
        {
            // It has ended, or is about to.
        }
    }

    // Who takes it down wants it down, and who starts it after that wants it started: one after the other.
    private async Task WaitForEndAsync(KnownFleet known, CancellationToken cancellationToken)
    {
        await environment.Console.Error.WriteLineAsync(
            $"{known.Name} is ending; it is started again when it has ended."
        );
        while (known.Runs)
        {
            await Task.Delay(Pause, cancellationToken);
        }
    }

    private static int[] OwnPorts(KnownFleet known)
    {
        if (!known.HasGateway)
            return [];
        try
        {
            using var stream = File.OpenRead(known.Place.GatewayConfig);
            return JsonSerializer.Deserialize(stream, DeploymentJson.Default.GatewayConfig) is { } config
                ? [config.Port, config.GrpcPort]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            return [];
        }
    }
}
