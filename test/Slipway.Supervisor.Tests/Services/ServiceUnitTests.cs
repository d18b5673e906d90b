using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Supervisor.Logs;
using Slipway.Supervisor.Processes;
using Slipway.Supervisor.Services;
using Slipway.Supervisor.State;
using Slipway.Supervisor.Tests.Fakes;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Services;

/// <summary>What another supervisor has left, taken up.</summary>
public sealed class ServiceUnitTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeHost _host = new();
    private readonly StateStore _store;
    private readonly ServiceUnit _unit;

    public ServiceUnitTests()
    {
        _store = new StateStore(_folder["fleet.db"]);
        var time = new FakeTimeProvider();
        var kit = new ReplicaKit(
            _host,
            _store,
            new LogCollector(_folder.Path, time, NullLogger<LogCollector>.Instance),
            new PortAllocator(new Random(1)),
            new HttpClient(),
            time,
            NullLogger.Instance,
            () => { }
        );
        _unit = new ServiceUnit(kit, new ServiceRecord { Name = "iris" }, new ServiceConfig());
    }

    public void Dispose()
    {
        _unit.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Adopt_ReplicaOfARevisionWithLimits_TellsThemToItsHost()
    {
        _unit.Add(Revision(new ResourcesConfig { Cpu = 0.5, Memory = "64MB" }));

        await _unit.AdoptAsync(await StartedBeforeAsync(), () => (null, null), CancellationToken.None);

        _unit.Replicas.Should().ContainSingle();
        _host.Adopted["iris-1-1"].Should().Be(new ReplicaLimits(0.5, 64_000_000));
    }

    [Fact]
    public async Task Adopt_ReplicaOfARevisionWithoutLimits_HasNone()
    {
        _unit.Add(Revision(resources: null));

        await _unit.AdoptAsync(await StartedBeforeAsync(), () => (null, null), CancellationToken.None);

        _host.Adopted["iris-1-1"].Should().Be(ReplicaLimits.None);
    }

    private async Task<ReplicaRecord> StartedBeforeAsync()
    {
        var start = new ReplicaStart
        {
            Name = "iris-1-1",
            File = "file",
            Arguments = [],
            Environment = new Dictionary<string, string>(),
            LogFile = "log",
        };
        var running = await _host.StartAsync(start, CancellationToken.None);
        return new ReplicaRecord
        {
            Name = "iris-1-1",
            Service = "iris",
            Revision = 1,
            Index = 1,
            Epoch = 0,
            Identity = running.Identity,
            HttpPort = 1,
            GrpcPort = 2,
        };
    }

    private static RevisionRecord Revision(ResourcesConfig? resources) =>
        new()
        {
            Service = "iris",
            Number = 1,
            Launch = new ServiceLaunch
            {
                Kind = LaunchKind.Model,
                Source = "m",
                Program = new ProgramSpec { File = "/server", Arguments = [] },
            },
            Config = new ServiceConfig { Resources = resources },
            Key = "k",
            Created = DateTimeOffset.UnixEpoch,
        };
}
