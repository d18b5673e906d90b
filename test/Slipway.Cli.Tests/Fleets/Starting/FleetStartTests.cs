using Slipway.Cli.Fleets.Starting;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Errors;

namespace Slipway.Cli.Tests.Fleets.Starting;

/// <summary>What an 'up' that failed leaves behind.</summary>
public sealed class FleetStartTests
{
    [Fact]
    public async Task EndIdle_NothingWasApplied_EndsTheSupervisor()
    {
        var fleet = new StartedFleet();
        await FleetStart.EndIdleAsync(fleet);
        fleet.Downs.Should().Be(1);
    }

    [Fact]
    public async Task EndIdle_AnotherHasStartedItsFleet_LeavesItAlone()
    {
        var fleet = new StartedFleet
        {
            Spec = new FleetSpec
            {
                Name = "news",
                Directory = "/news",
                Manifest = new FleetManifest { Name = "news" },
                Launches = new Dictionary<string, ServiceLaunch>(),
                Gateway = new ProgramSpec { File = "gateway", Arguments = [] },
            },
        };
        await FleetStart.EndIdleAsync(fleet);
        fleet.Downs.Should().Be(0);
    }

    [Fact]
    public async Task EndIdle_NobodyAnswers_IsNoFailure()
    {
        var fleet = new StartedFleet
        {
            Failure = new ServingException(ServingErrorCode.Unavailable, "It is not there."),
        };
        await FleetStart.EndIdleAsync(fleet);
        fleet.Downs.Should().Be(0);
    }

    private sealed class StartedFleet : IFleet
    {
        public FleetSpec? Spec { get; init; }

        public ServingException? Failure { get; init; }

        public int Downs { get; private set; }

        public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) =>
            Failure is null ? Task.FromResult(Spec) : throw Failure;

        public Task DownAsync(CancellationToken cancellationToken)
        {
            Downs++;
            return Task.CompletedTask;
        }

        public Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<int> DeployAsync(string service, ServiceLaunch launch, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task PromoteAsync(string service, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task PauseAsync(string service, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task ResumeAsync(string service, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task RollbackAsync(string service, int? revision, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task SplitAsync(
            string service,
            IReadOnlyDictionary<int, double> weights,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public Task ScaleAsync(string service, int replicas, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task RestartAsync(string service, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<IReadOnlyList<HistoryEntry>> GetHistoryAsync(
            string? service,
            int last,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();

        public IAsyncEnumerable<LogLine> GetLogsAsync(
            IReadOnlyList<string> services,
            int last,
            bool follow,
            CancellationToken cancellationToken
        ) => throw new NotSupportedException();
    }
}
