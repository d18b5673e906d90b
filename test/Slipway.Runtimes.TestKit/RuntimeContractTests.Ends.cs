using Slipway.Errors;
using Slipway.Models;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.TestKit;

public abstract partial class RuntimeContractTests
{
    private const int Loads = 10;

    /// <summary>The longest that refusing a broken file may take: enough for a process that is started for it.</summary>
    private static readonly TimeSpan LoadLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Request_CancelledBeforehand_IsNotComputed()
    {
        using var folder = new TempFolder();
        await using var servable = await LoadAsync(folder, Model);
        using var request = Model.Case(1).Request(ContractServer.Name);
        var asking = async () => await servable.ExecuteAsync(request, new CancellationToken(canceled: true));
        await asking.Should().ThrowAsync<OperationCanceledException>();
    }

    [Fact]
    public async Task Unloading_WaitsForTheLeaseThatIsOut()
    {
        await using var server = await ServeAsync(Model);
        var before = Model.Case(1);
        using (var handle = server.Models.Acquire(new ModelSelector(ContractServer.Name)))
        {
            await server.UnloadAsync(Token);
            server.Models.TryAcquire(new ModelSelector(ContractServer.Name), out _).Should().BeFalse();
            using var request = before.Request(ContractServer.Name);
            using var response = await handle.Scheduler.ScheduleAsync(request, Token);
            before.Check(response, Model.Tolerance);
        }

        while (server.Models.Statuses.Count > 0)
        {
            await Task.Delay(10, Token);
        }
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("cut")]
    [InlineData("noise")]
    public async Task Load_SpoiltFile_IsRefusedByItsNameAndLeavesNothing(string how)
    {
        using var folder = new TempFolder();
        var package = ContractServer.Package(folder, Model, Runtime);
        var file = Model.MainFile is { } main ? Path.Combine(package.ArtifactPath, main) : package.ArtifactPath;
        Spoil(file, how);
        // What a first attempt sets up for good is no leftover.
        await RefuseAsync(package);
        var before = Leftovers.Now();

        var error = await RefuseAsync(package);

        error.Message.Should().Contain(Path.GetFileName(package.ArtifactPath));
        error.Reason.Should().NotBeNullOrEmpty("it is the machine-readable cause");
        await Leftovers.ShouldBeNoMoreThanAsync(before);
    }

    [Fact]
    public async Task Load_CancelledMeanwhile_LeavesNothing()
    {
        using var folder = new TempFolder();
        var package = ContractServer.Package(folder, Model, Runtime);
        await (await Runtime.CreateLoader(package).LoadAsync(Token)).DisposeAsync();
        var before = Leftovers.Now();
        for (var i = 0; i < 3; i++)
        {
            using var caller = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var loading = Task.Run(async () => await Runtime.CreateLoader(package).LoadAsync(caller.Token), Token);
            await caller.CancelAsync();
            try
            {
                // It may have been loaded before it could be stopped.
                await (await loading.WaitAsync(LoadLimit, Token)).DisposeAsync();
            }
            catch (OperationCanceledException)
            {
                // As it should.
            }
        }

        await Leftovers.ShouldBeNoMoreThanAsync(before);
    }

    [Fact]
    public async Task LoadingAndUnloading_AgainAndAgain_LeavesNothing()
    {
        using var folder = new TempFolder();
        var package = ContractServer.Package(folder, Model, Runtime);
        await OnceAsync();
        var before = Leftovers.Now();
        for (var i = 0; i < Loads; i++)
        {
            await OnceAsync();
        }

        await Leftovers.ShouldBeNoMoreThanAsync(before);

        async Task OnceAsync()
        {
            var servable = await Runtime.CreateLoader(package).LoadAsync(Token);
            using (var request = Model.Case(1).Request(ContractServer.Name))
            using (var response = await servable.ExecuteAsync(request, Token))
            {
                Model.Case(1).Check(response, Model.Tolerance);
            }

            await servable.DisposeAsync();
        }
    }

    [Fact]
    public async Task Disposal_Twice_IsHarmless()
    {
        using var folder = new TempFolder();
        var servable = await LoadAsync(folder, Model);
        await servable.DisposeAsync();
        await servable.DisposeAsync();
    }

    private static void Spoil(string file, string how)
    {
        var content = File.ReadAllBytes(file);
        if (how == "noise")
            new Random(1).NextBytes(content);
        File.WriteAllBytes(
            file,
            how switch
            {
                "empty" => [],
                "cut" => content[..(content.Length / 2)],
                _ => content,
            }
        );
    }

    private protected Task<IServable> LoadAsync(TempFolder folder, ContractModel model) =>
        Runtime.CreateLoader(ContractServer.Package(folder, model, Runtime)).LoadAsync(Token);

    private async Task<ServingException> RefuseAsync(ModelPackage package)
    {
        var loading = async () => await Runtime.CreateLoader(package).LoadAsync(Token).WaitAsync(LoadLimit, Token);
        return (await loading.Should().ThrowAsync<ServingException>()).Which;
    }
}
