using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Control;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Sources;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Control;

public sealed class ControlPlaneTests : IAsyncDisposable
{
    private readonly Dictionary<string, FakeSource> _sources = new()
    {
        ["/a"] = new FakeSource(),
        ["/b"] = new FakeSource(),
    };
    private readonly HashSet<string> _failing = [];
    private readonly ModelManager _models = new(
        new LifecycleOptions(),
        null,
        TimeProvider.System,
        NullLogger<ModelManager>.Instance
    );
    private readonly ControlPlane _control;

    public ControlPlaneTests()
    {
        _control = new ControlPlane(
            _models,
            declared => _sources[declared.Path],
            package =>
                _failing.Contains(package.Name)
                    ? new FakeLoader(
                        package.Name,
                        package.Version,
                        new ServingException(ServingErrorCode.Internal, "bang")
                    )
                    : new FakeLoader(package.Name, package.Version, new FakeServable()),
            TimeProvider.System,
            NullLogger<ControlPlane>.Instance
        );
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private FakeSource A => _sources["/a"];

    private FakeSource B => _sources["/b"];

    public async ValueTask DisposeAsync()
    {
        await _control.DisposeAsync();
        await _models.DisposeAsync();
    }

    [Fact]
    public async Task Start_SeveralSources_LoadsWhatTheirPoliciesChoose()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2, 3));
        B.Has(FakeSource.Model("n", new ModelConfig { Versions = new VersionsConfig { All = true } }, 1, 2));
        await Start("/a", "/b");
        _models.AvailableVersions("m").Should().Equal(3);
        _models.AvailableVersions("n").Should().Equal(2, 1);
        _control.RequiredModels.Should().BeEquivalentTo("m", "n");
    }

    [Fact]
    public async Task Start_DeclaredVersionsAndLabels_WinOverTheModelsOwn()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2, 3));
        var declared = new DeclaredModel("/a")
        {
            Versions = new VersionsConfig { Specific = [1] },
            Labels = new Dictionary<string, long> { ["canary"] = 2 },
        };
        await _control.StartAsync([declared], Token);
        _models.AvailableVersions("m").Should().Equal(2, 1);
        _models.Labels("m").Should().Contain("canary", 2);
    }

    [Fact]
    public async Task Source_Changes_ModelsFollow()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        await Start("/a");
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2), FakeSource.Model("late", new ModelConfig(), 1));
        await Until(() =>
            _models.AvailableVersions("m").SequenceEqual([2]) && _models.AvailableVersions("late").Count == 1
        );
        _control.RequiredModels.Should().BeEquivalentTo(["m"], "a model that comes later has a readiness of its own");

        A.Has(FakeSource.Model("late", new ModelConfig(), 1));
        // Unloading takes a moment longer.
        await Until(() => _control.Index().All(entry => entry.Name != "m"));
        _control.Index().Select(entry => entry.Name).Should().Equal("late");
    }

    [Fact]
    public async Task Source_BecomesUnreadable_ModelsStay()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        await Start("/a");
        A.Change(new SourceListing([], []), ServingException.Unavailable("the disk is away"));
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2));
        await Until(() => _models.AvailableVersions("m").SequenceEqual([2]));
    }

    [Fact]
    public async Task Start_SourceUnreadable_ShowsAsAModelThatFailed()
    {
        A.Change(new SourceListing([], []), ServingException.NotFound("there is no folder"));
        await Start("/a");
        var entry = _control.Index().Should().ContainSingle().Subject;
        entry.Name.Should().Be("a");
        entry.Versions[0].Error!.Message.Should().Contain("no folder");
    }

    [Fact]
    public async Task Broken_VersionBesideSoundOnes_ShowsAndTheOthersServe()
    {
        var model = FakeSource.Model("m", new ModelConfig(), 1);
        var fault = new BrokenModel("m", "/models/m/2", ServingException.NotFound("it is empty"), 2);
        A.Change(new SourceListing([model], [fault]), null);
        await Start("/a");
        _models.AvailableVersions("m").Should().Equal(1);
        _models.Find(new ModelSelector("m", 2)).Error!.Message.Should().Be("it is empty");
    }

    [Fact]
    public async Task Names_TakenTwice_FirstIsServedAndTheOtherShows()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        B.Has(FakeSource.Model("m", new ModelConfig(), 7));
        await Start("/a", "/b");
        _models.AvailableVersions("m").Should().Equal(1);
        _control.Index().Select(entry => entry.Name).Should().Equal("m", "m (2)");
    }

    [Fact]
    public async Task Unload_ByOrder_StaysUnloadedUntilLoadedByOrder()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1), FakeSource.Model("n", new ModelConfig(), 1));
        await Start("/a");
        await _control.UnloadAsync("m", withDependents: false, Token);
        _models.AvailableVersions("m").Should().BeEmpty();
        var entry = _control.Index()[0];
        (entry.Name, entry.IsUnloaded).Should().Be(("m", true));

        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2), FakeSource.Model("n", new ModelConfig(), 1, 2));
        await Until(() => _models.AvailableVersions("n").SequenceEqual([2]));
        _models.AvailableVersions("m").Should().BeEmpty();

        await _control.LoadAsync("m", null, Token);
        _models.AvailableVersions("m").Should().Equal(2);
    }

    [Fact]
    public async Task Unload_WithDependents_TakesTheStepsOfAnEnsembleToo()
    {
        var ensemble = new ModelConfig
        {
            Ensemble = new EnsembleConfig { Steps = [new EnsembleStepConfig { Model = "m" }] },
        };
        A.Has(
            FakeSource.Model("e", ensemble, 1),
            FakeSource.Model("m", new ModelConfig(), 1),
            FakeSource.Model("n", new ModelConfig(), 1)
        );
        await Start("/a");
        await _control.UnloadAsync("e", withDependents: true, Token);
        _control.Index().Where(entry => entry.IsUnloaded).Select(entry => entry.Name).Should().Equal("e", "m");
    }

    [Fact]
    public async Task Orders_OnUnknownModels_AreRefusedWithNames()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        await Start("/a");
        await _control
            .Awaiting(c => c.UnloadAsync("x", false, Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("failed to unload 'x'*There are: m.");
        await _control
            .Awaiting(c => c.LoadAsync("x", null, Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("failed to load 'x', failed to poll from model repository*");
    }

    [Fact]
    public async Task Load_OfAModelThatCannotBe_TellsTheCause()
    {
        _failing.Add("m");
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        await Start("/a");
        await _control
            .Awaiting(c => c.LoadAsync("m", null, Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("failed to load 'm': bang");
        _failing.Clear();
        await _control.LoadAsync("m", null, Token);
        _models.AvailableVersions("m").Should().Equal(1);
    }

    [Fact]
    public async Task Load_WithAConfiguration_StandsInThePlaceOfTheModelsOwn()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2, 3));
        await Start("/a");
        await _control.LoadAsync("m", new ModelConfig { Versions = new VersionsConfig { Specific = [1] } }, Token);
        await Until(() => _models.AvailableVersions("m").SequenceEqual([1]));
        await _control.LoadAsync("m", null, Token);
        await Until(() => _models.AvailableVersions("m").SequenceEqual([3]));
    }

    [Fact]
    public async Task Reload_AnotherList_KeepsWhatIsOnBoth()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1, 2));
        B.Has(FakeSource.Model("n", new ModelConfig(), 1));
        await Start("/a");
        await _control.ReloadAsync(
            [new DeclaredModel("/a") { Versions = new VersionsConfig { Specific = [1] } }, new DeclaredModel("/b")],
            Token
        );
        await Until(() => _models.AvailableVersions("m").SequenceEqual([1]));
        _models.AvailableVersions("n").Should().Equal(1);

        await _control.ReloadAsync([new DeclaredModel("/b")], Token);
        _models.AvailableVersions("m").Should().BeEmpty();
        A.IsDisposed.Should().BeTrue();
        B.IsDisposed.Should().BeFalse();
        _control.RequiredModels.Should().BeEquivalentTo("n");
    }

    [Fact]
    public async Task Reload_PlaceThatCannotBeRead_ChangesNothing()
    {
        A.Has(FakeSource.Model("m", new ModelConfig(), 1));
        B.Change(new SourceListing([], []), ServingException.NotFound("there is no folder"));
        await Start("/a");
        await _control
            .Awaiting(c => c.ReloadAsync([new DeclaredModel("/b")], Token))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage("there is no folder");
        _models.AvailableVersions("m").Should().Equal(1);
    }

    private Task Start(params string[] paths) =>
        _control.StartAsync([.. paths.Select(path => new DeclaredModel(path))], Token);

    private async Task Until(Func<bool> condition)
    {
        var changed = new SemaphoreSlim(0);
        _models.Changed += () => changed.Release();
        while (!condition())
        {
            await changed.WaitAsync(TimeSpan.FromMilliseconds(20), Token);
        }
    }
}
