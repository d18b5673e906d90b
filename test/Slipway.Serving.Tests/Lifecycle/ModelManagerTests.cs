using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

public sealed class ModelManagerTests : IAsyncDisposable
{
    private readonly ModelManager _manager = new(
        new LifecycleOptions(),
        null,
        TimeProvider.System,
        NullLogger<ModelManager>.Instance
    );

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Acquire_LoadedModel_GivesItsNewestVersion()
    {
        await Load(new FakeLoader("m", 1, new FakeServable()), new FakeLoader("m", 3, new FakeServable()));
        using var handle = _manager.Acquire(new ModelSelector("m"));
        handle.Version.Should().Be(3);
        handle.VersionText.Should().Be("3");
        using var older = _manager.Acquire(new ModelSelector("m", 1));
        older.Version.Should().Be(1);
    }

    [Fact]
    public async Task Acquire_UnknownModelOrVersion_NamesWhatThereIs()
    {
        await Load(new FakeLoader("iris", 2, new FakeServable()));
        _manager
            .Invoking(m => m.Acquire(new ModelSelector("irsi")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*unknown model: 'irsi'*iris*")
            .Which.Code.Should()
            .Be(ServingErrorCode.NotFound);
        _manager
            .Invoking(m => m.Acquire(new ModelSelector("iris", 7)))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*'iris' version 7*Versions here: 2*")
            .Which.Code.Should()
            .Be(ServingErrorCode.NotFound);
    }

    [Fact]
    public async Task Acquire_FailedModel_IsUnavailableAndNamesTheCause()
    {
        var error = new ServingException(ServingErrorCode.InvalidArgument, "the file is cut off")
        {
            Reason = "invalid-model",
        };
        await Load(new FakeLoader("m", 1, error));
        var thrown = _manager
            .Invoking(m => m.Acquire(new ModelSelector("m")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*'m' version 1*the file is cut off*")
            .Which;
        thrown.Code.Should().Be(ServingErrorCode.Unavailable);
        thrown.Reason.Should().Be("invalid-model");
        _manager.Statuses.Should().ContainSingle().Which.State.Should().Be(ServableState.End);
    }

    [Fact]
    public async Task Fault_OfAvailableVersion_IsToldAndTakesReadinessAlone()
    {
        var servable = new FakeServable();
        await Load(new FakeLoader("m", 1, servable));
        var changes = 0;
        _manager.Changed += () => changes++;

        servable.Ail(ServingException.Unavailable("no worker lives"));

        changes.Should().Be(1);
        var status = _manager.Find(new ModelSelector("m"));
        status.IsAvailable.Should().BeTrue();
        status.IsReady.Should().BeFalse();
        status.TakesRequests.Should().BeFalse();
        _manager
            .Invoking(m => m.EnsureTakesRequests(new ModelSelector("m")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("no worker lives");
        _manager.Acquire(new ModelSelector("m")).Dispose();

        servable.Ail(null);

        changes.Should().Be(2);
        _manager.Find(new ModelSelector("m")).IsReady.Should().BeTrue();
    }

    [Fact]
    public async Task Acquire_WhileLoading_IsUnavailable()
    {
        var gate = new TaskCompletionSource<IServable>();
        var loading = Load(new FakeLoader("m", 1, () => gate.Task));
        _manager
            .Invoking(m => m.Acquire(new ModelSelector("m")))
            .Should()
            .Throw<ServingException>()
            .WithMessage("*loading*");
        gate.SetResult(new FakeServable());
        await loading;
        _manager.Acquire(new ModelSelector("m")).Dispose();
    }

    [Fact]
    public async Task SetAspired_OtherVersion_UnloadsTheOldOnlyAfterItsLeases()
    {
        var old = new FakeServable();
        await Load(new FakeLoader("m", 1, old));
        var lease = _manager.Acquire(new ModelSelector("m"));

        await Load(new FakeLoader("m", 2, new FakeServable()));
        _manager.Acquire(new ModelSelector("m")).Dispose();
        _manager.Find(new ModelSelector("m")).Version.Should().Be(2, "the new version serves while the old is held");
        old.IsDisposed.Should().BeFalse();

        lease.Dispose();
        await old.Disposed.WaitAsync(Token);
    }

    [Fact]
    public async Task SetAspired_SameVersionAgain_LeavesItUntouched()
    {
        var servable = new FakeServable();
        await Load(new FakeLoader("m", 1, servable));
        await Load(new FakeLoader("m", 1, new FakeServable()));
        servable.IsDisposed.Should().BeFalse();
    }

    [Fact]
    public async Task SetAspired_FailedVersionWithOtherContent_IsTriedAtOnce()
    {
        await Load(new FakeLoader("m", 1, new InvalidOperationException("disk")));
        await Load(new FakeLoader("m", 1, new FakeServable()) { Fingerprint = "repaired" });
        _manager.Acquire(new ModelSelector("m")).Dispose();
        _manager.Statuses.Should().ContainSingle().Which.IsAvailable.Should().BeTrue();
    }

    [Fact]
    public async Task SetAspired_NewVersionFails_TheOldKeepsServingWhenStillAspired()
    {
        var old = new FakeLoader("m", 1, new FakeServable());
        await Load(old);
        await Load(old, new FakeLoader("m", 2, new InvalidOperationException("broken")));
        using var handle = _manager.Acquire(new ModelSelector("m"));
        handle.Version.Should().Be(1);
    }

    [Fact]
    public async Task SetAspired_NewVersionFails_TheOldKeepsServing()
    {
        var old = new FakeServable();
        await Load(new FakeLoader("m", 1, old));
        await Load(new FakeLoader("m", 2, new InvalidOperationException("broken")));
        using (var handle = _manager.Acquire(new ModelSelector("m")))
        {
            handle.Version.Should().Be(1);
        }

        _manager.Statuses.Should().Contain(status => status.Version == 2 && status.Error != null);
        await Load(new FakeLoader("m", 3, new FakeServable()));
        await old.Disposed.WaitAsync(Token);
        _manager.AvailableVersions("m").Should().Equal(3);
    }

    [Fact]
    public async Task SetAspired_Cancelled_ThrowsAndTheOldKeepsServing()
    {
        await Load(new FakeLoader("m", 1, new FakeServable()));
        using var stop = new CancellationTokenSource();
        var gate = new TaskCompletionSource<IServable>();
        var change = _manager.SetAspiredAsync(Aspired.All(new FakeLoader("m", 2, () => gate.Task)), stop.Token);
        await stop.CancelAsync();
        gate.SetCanceled(stop.Token);
        await change.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        using var handle = _manager.Acquire(new ModelSelector("m"));
        handle.Version.Should().Be(1);
    }

    [Fact]
    public async Task SetAspired_AfterDisposal_IsRefused()
    {
        await _manager.DisposeAsync();
        await this.Awaiting(_ => Load(new FakeLoader("m", 1, new FakeServable())))
            .Should()
            .ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Dispose_EverythingLoaded_FreesIt()
    {
        var servable = new FakeServable();
        await Load(new FakeLoader("m", 1, servable));
        await _manager.DisposeAsync();
        servable.IsDisposed.Should().BeTrue();
        _manager.Invoking(m => m.Acquire(new ModelSelector("m"))).Should().Throw<ServingException>();
    }

    [Fact]
    public async Task Subscriber_Throws_VersionsComeAndGoAllTheSame()
    {
        _manager.Changed += () => throw new InvalidOperationException("a listener's own fault");
        _manager.Loaded += _ => throw new InvalidOperationException("another's");
        var told = 0;
        _manager.Changed += () => Interlocked.Increment(ref told);
        var old = new FakeServable();
        await Load(new FakeLoader("m", 1, old));
        await Load(new FakeLoader("m", 2, new FakeServable()));
        await old.Disposed.WaitAsync(Token);
        _manager.AvailableVersions("m").Should().Equal(2);
        told.Should().BePositive("the others are told");
    }

    [Fact]
    public async Task SetAspired_LoaderThatCannotBeMade_FailsLikeAnyLoad()
    {
        var package = new FakeLoader("m", 1, new FakeServable()).Package;
        var version = new AspiredVersion(package, () => throw new InvalidOperationException("no such runtime"));
        await _manager.SetAspiredAsync(new AspiredModel("m", [version]), Token);
        _manager.Find(new ModelSelector("m")).Error!.Message.Should().Contain("no such runtime");
        await Load(new FakeLoader("m", 2, new FakeServable()));
        _manager.AvailableVersions("m").Should().Equal(2);
    }

    [Fact]
    public async Task Acquire_WhileVersionsChange_AlwaysLeasesOneThatLives()
    {
        await Load(new FakeLoader("m", 1, new FakeServable()));
        using var stop = new CancellationTokenSource();
        var readers = Enumerable
            .Range(0, 4)
            .Select(_ =>
                Task.Run(
                    async () =>
                    {
                        while (!stop.IsCancellationRequested)
                        {
                            using (var handle = _manager.Acquire(new ModelSelector("m")))
                            {
                                handle.Signature.Inputs.Should().NotBeEmpty();
                            }

                            // The manager's own work needs the same threads.
                            await Task.Yield();
                        }
                    },
                    Token
                )
            )
            .ToList();
        for (var version = 2; version < 200; version++)
        {
            await Load(new FakeLoader("m", version, new FakeServable()));
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        _manager.AvailableVersions("m").Should().Equal(199);
    }

    private Task Load(params IServableLoader[] loaders) => _manager.SetAspiredAsync(Aspired.All(loaders), Token);
}
