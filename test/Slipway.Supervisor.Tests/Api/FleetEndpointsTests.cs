using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Slipway.Deployment.Fleet;
using Slipway.Deployment.Manifest;
using Slipway.Errors;
using Slipway.Supervisor.Api;
using Slipway.TestUtilities;

namespace Slipway.Supervisor.Tests.Api;

/// <summary>The client and the endpoints understand each other, over a real socket.</summary>
public sealed class FleetEndpointsTests : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly SpecFleet _fleet = new();
    private WebApplication? _application;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(_folder["s"]));
        _application = builder.Build();
        _application.MapFleet(_fleet);
        await _application.StartAsync(Token);
    }

    [Fact]
    public async Task Apply_OfTwoWhoStartIt_OneIsToldThatItIsNew()
    {
        var spec = new FleetSpec
        {
            Name = "news",
            Directory = "/news",
            Manifest = new FleetManifest { Name = "news" },
            Launches = new Dictionary<string, ServiceLaunch>(),
            Gateway = new ProgramSpec { File = "gateway", Arguments = ["x"] },
        };
        using var client = new FleetClient(_folder["s"]);

        (await client.GetSpecAsync(Token)).Should().BeNull("nothing was applied");
        var answers = await Task.WhenAll(client.ApplyAsync(spec, Token), client.ApplyAsync(spec, Token));

        answers.Should().ContainSingle(answer => answer.IsNew).Which.Changes.Should().Equal("it starts");
        answers.Should().ContainSingle(answer => !answer.IsNew).Which.Changes.Should().BeEmpty();
    }

    [Fact]
    public async Task GetSpec_OfAFleet_IsWhatItWasTold()
    {
        var gates = new GatesConfig { ErrorRate = null };
        var service = new ServiceConfig
        {
            Model = "/m",
            Rollout = new RolloutConfig { Gates = gates },
        };
        _fleet.Spec = new FleetSpec
        {
            Name = "news",
            Directory = "/news",
            Manifest = new FleetManifest { Name = "news", Services = { ["ner"] = service } },
            Launches = new Dictionary<string, ServiceLaunch>(),
            Gateway = new ProgramSpec { File = "gateway", Arguments = ["x"] },
        };
        using var client = new FleetClient(_folder["s"]);

        var spec = await client.GetSpecAsync(Token);

        spec.Should().BeEquivalentTo(_fleet.Spec);
        spec!.Manifest.Services["ner"].Rollout!.Gates.ErrorRate.Should().BeNull();
    }

    [Fact]
    public async Task GetSpec_BeforeAnythingWasApplied_IsNull()
    {
        using var client = new FleetClient(_folder["s"]);

        (await client.GetSpecAsync(Token)).Should().BeNull();
    }

    [Fact]
    public async Task EndIdle_Sent_Arrives()
    {
        using var client = new FleetClient(_folder["s"]);

        await client.EndIdleAsync(Token);

        _fleet.WasEnded.Should().BeTrue();
    }

    [Fact]
    public async Task Refusal_WithAReason_ArrivesWithIt()
    {
        using var client = new FleetClient(_folder["s"]);

        var act = () => client.DownAsync(Token);

        var refusal = (await act.Should().ThrowAsync<ServingException>()).Which;
        refusal.Reason.Should().Be(FleetClient.IsEnding);
        refusal.Message.Should().Be("It is ending.");
    }

    public async ValueTask DisposeAsync()
    {
        await _application!.DisposeAsync();
        _folder.Dispose();
    }

    private sealed class SpecFleet : IFleet
    {
        private FleetSpec? _spec;

        public bool WasEnded { get; private set; }

        public FleetSpec? Spec
        {
            get => _spec;
            set => _spec = value;
        }

        public Task<FleetSpec?> GetSpecAsync(CancellationToken cancellationToken) => Task.FromResult(Spec);

        public Task<FleetStatus> GetStatusAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<FleetChanges> ApplyAsync(FleetSpec spec, CancellationToken cancellationToken)
        {
            var isNew = Interlocked.Exchange(ref _spec, spec) is null;
            return Task.FromResult(new FleetChanges { IsNew = isNew, Changes = isNew ? ["it starts"] : [] });
        }

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

        public Task DownAsync(CancellationToken cancellationToken) =>
            throw new ServingException(ServingErrorCode.Unavailable, "It is ending.") { Reason = FleetClient.IsEnding };

        public Task EndIdleAsync(CancellationToken cancellationToken)
        {
            WasEnded = true;
            return Task.CompletedTask;
        }
    }
}
