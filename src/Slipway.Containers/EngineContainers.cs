using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;
using Docker.DotNet;
using Docker.DotNet.Models;
using Slipway.Containers.Logs;

namespace Slipway.Containers;

/// <summary>The containers of an engine.</summary>
public sealed class EngineContainers
{
    // More than Docker keeps of a line in one piece, with its time.
    private const int ReadSize = 32 * 1024;

    private readonly DockerClient _client;
    private readonly string _socket;
    private readonly bool _keepsLogsBounded;

    internal EngineContainers(DockerClient client, string socket, bool keepsLogsBounded)
    {
        (_client, _socket, _keepsLogsBounded) = (client, socket, keepsLogsBounded);
    }

    /// <summary>Makes one; it does not run yet.</summary>
    /// <returns>Its id, and what the engine cannot hold it to, in its words.</returns>
    public Task<(string Id, IReadOnlyList<string> Warnings)> CreateAsync(
        ContainerSpec spec,
        CancellationToken cancellationToken
    ) =>
        EngineErrors.GuardAsync<(string, IReadOnlyList<string>)>(
            _socket,
            $"The container {spec.Name} cannot be made",
            async () =>
            {
                var parameters = HostConfigs.Of(spec, _keepsLogsBounded);
                var created = await _client.Containers.CreateContainerAsync(parameters, cancellationToken);
                return (created.ID, [.. created.Warnings ?? []]);
            }
        );

    public Task StartAsync(string id, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            _socket,
            "The container cannot be started",
            async () =>
            {
                await _client.Containers.StartContainerAsync(id, new ContainerStartParameters(), cancellationToken);
                return true;
            }
        );

    /// <summary>By its id or name; null where there is none.</summary>
    public Task<ContainerState?> FindAsync(string id, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync<ContainerState?>(
            _socket,
            $"Looking for the container {id}",
            async () =>
            {
                try
                {
                    return StateOf(await _client.Containers.InspectContainerAsync(id, cancellationToken));
                }
                catch (DockerApiException e) when (EngineErrors.IsMissing(e))
                {
                    return null;
                }
            }
        );

    /// <summary>The ids of those with a label, whether they run or not.</summary>
    public Task<IReadOnlyList<string>> ListAsync(string label, string value, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync<IReadOnlyList<string>>(
            _socket,
            "Listing containers",
            async () =>
            {
                var filter = new Dictionary<string, bool> { [$"{label}={value}"] = true };
                var found = await _client.Containers.ListContainersAsync(
                    new ContainersListParameters
                    {
                        All = true,
                        Filters = new Dictionary<string, IDictionary<string, bool>> { ["label"] = filter },
                    },
                    cancellationToken
                );
                return [.. found.Select(container => container.ID)];
            }
        );

    /// <summary>Returns when it does not run.</summary>
    public Task WaitAsync(string id, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            _socket,
            "Waiting for the end of a container",
            async () =>
            {
                try
                {
                    await _client.Containers.WaitContainerAsync(id, cancellationToken);
                }
                catch (DockerApiException e) when (EngineErrors.IsMissing(e))
                {
                    // It is gone altogether.
                }

                return true;
            }
        );

    /// <summary>Sends it a signal, such as <c>SIGTERM</c>.</summary>
    /// <returns>Whether it ran, and so got it.</returns>
    public async Task<bool> SignalAsync(string id, string signal, CancellationToken cancellationToken)
    {
        try
        {
            await EngineErrors.GuardAsync(
                _socket,
                $"Sending {signal} to a container",
                async () =>
                {
                    await _client.Containers.KillContainerAsync(
                        id,
                        new ContainerKillParameters { Signal = signal },
                        cancellationToken
                    );
                    return true;
                }
            );
            return true;
        }
        catch (Slipway.Errors.ServingException e) when (e.Reason == EngineErrors.Refused)
        {
            // The statuses differ for one that has just ended; whether it runs does not.
            if (await FindAsync(id, cancellationToken) is { IsRunning: true })
                throw;
            return false;
        }
    }

    /// <summary>Ends it where it runs, and removes it with what it wrote; returns when it is gone.</summary>
    public Task RemoveAsync(string id, CancellationToken cancellationToken) =>
        EngineErrors.GuardAsync(
            _socket,
            $"Removing the container {id}",
            async () =>
            {
                try
                {
                    await _client.Containers.RemoveContainerAsync(
                        id,
                        new ContainerRemoveParameters { Force = true, RemoveVolumes = true },
                        cancellationToken
                    );
                }
                catch (DockerApiException e) when (EngineErrors.IsMissing(e) || e.StatusCode == HttpStatusCode.Conflict)
                {
                    // Gone, or on its way: another call removes it.
                }

                return true;
            }
        );

    /// <summary>What it wrote and writes, until it ends.</summary>
    /// <param name="id">Which.</param>
    /// <param name="since">From about there on, never later; null: from the beginning.</param>
    /// <param name="cancellationToken">Ends the entries.</param>
    public async IAsyncEnumerable<LogEntry> FollowLogsAsync(
        string id,
        DateTimeOffset? since,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var parameters = new ContainerLogsParameters
        {
            ShowStdout = true,
            ShowStderr = true,
            Follow = true,
            Timestamps = true,
            // Podman leaves out what is of that very moment, and tells times by the second.
            Since = since?.AddSeconds(-2).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        };
        using var stream = await EngineErrors.GuardAsync(
            _socket,
            $"Reading what the container {id} writes",
            () => _client.Containers.GetContainerLogsAsync(id, parameters, cancellationToken)
        );
        var parsers = new Dictionary<LogStream, LogEntryParser>
        {
            [LogStream.Output] = new(LogStream.Output),
            [LogStream.Errors] = new(LogStream.Errors),
        };
        var buffer = new byte[ReadSize];
        while (true)
        {
            var read = await EngineErrors.GuardAsync(
                _socket,
                $"Reading what the container {id} writes",
                () => stream.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken)
            );
            if (read.EOF)
                break;
            var source =
                read.Target == MultiplexedStream.TargetStream.StandardError ? LogStream.Errors : LogStream.Output;
            foreach (var entry in parsers[source].Take(buffer.AsSpan(0, read.Count)))
            {
                yield return entry;
            }
        }

        foreach (var entry in parsers.Values.SelectMany(parser => parser.Finish()))
        {
            yield return entry;
        }
    }

    private static ContainerState StateOf(ContainerInspectResponse container)
    {
        var state = container.State ?? new State();
        return new ContainerState
        {
            Id = container.ID,
            Labels = container.Config?.Labels?.ToDictionary() ?? [],
            // Podman has a moment between the two in which the exit code is not known.
            IsRunning = state.Running || state.Paused || state.Restarting || state.Status is "stopping" or "running",
            ProcessId = state.Pid > 0 ? (int)state.Pid : null,
            ExitCode = (int)state.ExitCode,
            WasOutOfMemory = state.OOMKilled,
            Error = string.IsNullOrWhiteSpace(state.Error) ? null : state.Error.Trim(),
            MemoryBytes = container.HostConfig?.Memory is > 0 and var memory ? memory : null,
        };
    }
}
