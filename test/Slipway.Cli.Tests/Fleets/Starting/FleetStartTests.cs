using Slipway.Cli.Fleets.Starting;
using Slipway.Deployment.Fleet;
using Slipway.Errors;

namespace Slipway.Cli.Tests.Fleets.Starting;

/// <summary>What an 'up' that failed leaves behind.</summary>
public sealed class FleetStartTests
{
    [Fact]
    public async Task EndIdle_SupervisorRuns_IsToldSoInOneOrder()
    {
        var fleet = new StartedFleet();
        await FleetStart.EndIdleAsync(fleet);
        fleet.Ends.Should().Be(1);
    }

    [Fact]
    public async Task EndIdle_NobodyAnswers_IsNoFailure()
    {
        var fleet = new StartedFleet
        {
            Failure = new ServingException(ServingErrorCode.Unavailable, "It is not there."),
        };
        await FleetStart.EndIdleAsync(fleet);
        fleet.Ends.Should().Be(0);
    }

    private sealed class StartedFleet : IFleet
    {
        public ServingException? Failure { get; init; }

        public int Ends { get; private set; }

        public Task EndIdleAsync(CancellationToken cancellationToken)
        {
            if (Failure is not null)
                throw Failure;
            Ends++;
            return Task.CompletedTask;
        }

        public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task DownAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

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
