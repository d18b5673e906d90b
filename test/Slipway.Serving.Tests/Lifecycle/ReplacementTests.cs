using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

/// <summary>Replacing contents, repairing failures, labels.</summary>
public sealed class ReplacementTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ModelManager _manager;

    public ReplacementTests()
    {
        _manager = new ModelManager(new LifecycleOptions(), null, _time, NullLogger<ModelManager>.Instance);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task SameVersion_OtherContent_ReplacesTheOldOnceItIsLoaded()
    {
        var (old, gate) = (new FakeServable(), new TaskCompletionSource<IServable>());
        await Set(Aspired.Model(new FakeLoader("m", 1, old) { Fingerprint = "a" }));
        var change = Set(Aspired.Model(new FakeLoader("m", 1, () => gate.Task) { Fingerprint = "b" }));
        _manager.Acquire(new ModelSelector("m", 1)).Dispose();
        old.IsDisposed.Should().BeFalse();

        gate.SetResult(new FakeServable());
        await change;
        await old.Disposed.WaitAsync(Token);
        _manager.Statuses.Should().ContainSingle().Which.Package!.Fingerprint.Should().Be("b");
    }

    [Fact]
    public async Task SameVersion_BrokenContent_OldStaysAndTheCauseShows()
    {
        var old = new FakeServable();
        await Set(Aspired.Model(new FakeLoader("m", 1, old) { Fingerprint = "a" }));
        await Set(Aspired.Model(new FakeLoader("m", 1, Broken("cut-off")) { Fingerprint = "b" }));
        _manager.Acquire(new ModelSelector("m")).Dispose();
        var status = _manager.Statuses.Should().ContainSingle().Subject;
        status.IsAvailable.Should().BeTrue();
        status.Error!.Reason.Should().Be("cut-off");
    }

    [Fact]
    public async Task FailedVersion_WhenItsTimeComes_IsTriedAgainAndReplacesItsStandIn()
    {
        var works = false;
        var attempts = 0;
        var newest = new FakeLoader(
            "m",
            2,
            () =>
            {
                attempts++;
                return works ? Task.FromResult<IServable>(new FakeServable()) : throw Broken("disk");
            }
        );
        var standIn = new FakeServable();
        await Set(Aspired.Model(new FakeLoader("m", 1, standIn), newest));
        _manager.AvailableVersions("m").Should().Equal([1], "the version before a broken one stands in");
        _manager.Find(new ModelSelector("m", 2)).Error!.Reason.Should().Be("disk");

        await Until(() => attempts == 2, TimeSpan.FromSeconds(1));
        works = true;
        await Until(() => _manager.AvailableVersions("m").SequenceEqual([2]), TimeSpan.FromSeconds(2));
        await standIn.Disposed.WaitAsync(Token);
    }

    [Fact]
    public void RetryAfter_MoreFailures_DoublesUpToItsLimit()
    {
        var options = new LifecycleOptions();
        Enumerable
            .Range(1, 9)
            .Select(failures => options.RetryAfter(failures).TotalSeconds)
            .Should()
            .Equal(1, 2, 4, 8, 16, 32, 60, 60, 60);
        options.RetryAfter(int.MaxValue).TotalSeconds.Should().Be(60);
    }

    [Fact]
    public async Task DeclaredLabel_OfAVersionThatLoads_MovesWhenItAnswers()
    {
        var gate = new TaskCompletionSource<IServable>();
        var one = new FakeLoader("m", 1, new FakeServable());
        await Set(Aspired.Model(one) with { Labels = Stable(1) });
        var change = Set(Aspired.Model(one, new FakeLoader("m", 2, () => gate.Task)) with { Labels = Stable(2) });
        Labelled("stable").Should().Be(1);
        gate.SetResult(new FakeServable());
        await change;
        Labelled("stable").Should().Be(2);
    }

    [Fact]
    public async Task LabelledVersion_BesideTheLatest_IsServed()
    {
        FakeLoader[] loaders = [.. Enumerable.Range(1, 3).Select(n => new FakeLoader("m", n, new FakeServable()))];
        await Set(Aspired.Model(loaders) with { Labels = Stable(1) });
        _manager.AvailableVersions("m").Should().Equal(3, 1);
        Labelled("stable").Should().Be(1);
    }

    [Fact]
    public async Task SetLabel_ByHand_MovesAtOnceAndSurvivesAnUnchangedDeclaration()
    {
        FakeLoader[] loaders = [.. Enumerable.Range(1, 2).Select(n => new FakeLoader("m", n, new FakeServable()))];
        var aspired = Aspired.All(loaders) with { Labels = Stable(1) };
        await Set(aspired);
        _manager.SetLabel("m", "stable", 2);
        Labelled("stable").Should().Be(2);
        await Set(aspired);
        Labelled("stable").Should().Be(2);

        _manager.SetLabel("m", "stable", null);
        _manager
            .Invoking(m => m.Acquire(new ModelSelector("m", Label: "stable")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*no label 'stable'*");
    }

    [Fact]
    public async Task SetLabel_VersionThatDoesNotAnswer_IsRefused()
    {
        await Set(Aspired.All(new FakeLoader("m", 1, new FakeServable()), new FakeLoader("m", 2, Broken("disk"))));
        _manager
            .Invoking(m => m.SetLabel("m", "canary", 2))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*'canary'*version 2*'m'*Available*")
            .Which.Code.Should()
            .Be(ServingErrorCode.FailedPrecondition);
        _manager
            .Invoking(m => m.SetLabel("m", "canary", 9))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*no version 9*");
        _manager
            .Invoking(m => m.SetLabel("m", "none", null))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*no label*");
    }

    [Fact]
    public async Task ResourcePreserving_Replacement_FreesTheOldBeforeTheNewIsLoaded()
    {
        var old = new FakeServable();
        var wasFree = false;
        await Set(Aspired.Model(new FakeLoader("m", 1, old)));
        await Set(
            Aspired.Model(
                new FakeLoader(
                    "m",
                    2,
                    () =>
                    {
                        wasFree = old.IsDisposed;
                        return Task.FromResult<IServable>(new FakeServable());
                    }
                )
            ) with
            {
                Transition = VersionTransition.ResourcePreserving,
            }
        );
        await Until(() => _manager.AvailableVersions("m").SequenceEqual([2]), TimeSpan.Zero);
        wasFree.Should().BeTrue();
    }

    [Fact]
    public async Task Unload_HeldByARequest_DoesNotHoldUpTheNextRelease()
    {
        await Set(Aspired.Model(new FakeLoader("m", 1, new FakeServable())));
        using var held = _manager.Acquire(new ModelSelector("m"));
        await Set(Aspired.Model(new FakeLoader("m", 2, new FakeServable())));
        await Set(Aspired.Model(new FakeLoader("m", 3, new FakeServable())));
        _manager.AvailableVersions("m").Should().Equal(3);
    }

    [Fact]
    public async Task NothingAspired_ModelGoes()
    {
        var servable = new FakeServable();
        await Set(Aspired.Model(new FakeLoader("m", 1, servable)));
        await Set(Aspired.None("m"));
        await servable.Disposed.WaitAsync(Token);
        await Until(() => _manager.Statuses.Count == 0, TimeSpan.Zero);
        await Set(Aspired.Model(new FakeLoader("m", 1, new FakeServable())));
        _manager.Acquire(new ModelSelector("m")).Dispose();
    }

    private static Dictionary<string, long> Stable(long version) => new() { ["stable"] = version };

    private static ServingException Broken(string reason) =>
        new(ServingErrorCode.FailedPrecondition, "It is broken.") { Reason = reason };

    private long Labelled(string label)
    {
        using var handle = _manager.Acquire(new ModelSelector("m", Label: label));
        return handle.Version;
    }

    private Task Set(AspiredModel model) => _manager.SetAspiredAsync(model, Token);

    // The clock goes on only when the test says so; that what it sets off has happened is waited for.
    private async Task Until(Func<bool> condition, TimeSpan step)
    {
        var changed = new SemaphoreSlim(0);
        _manager.Changed += () => changed.Release();
        _time.Advance(step);
        while (!condition())
        {
            await changed.WaitAsync(TimeSpan.FromMilliseconds(20), Token);
        }
    }
}
