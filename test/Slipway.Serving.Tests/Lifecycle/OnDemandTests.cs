using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Lifecycle;

/// <summary>Loading with the first request, and the memory budget.</summary>
public sealed class OnDemandTests : IAsyncDisposable
{
    private ModelManager _manager = Manager(null);

    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _manager.DisposeAsync();

    [Fact]
    public async Task OnDemand_BeforeTheFirstRequest_IsNotLoadedButTakesRequests()
    {
        var loads = 0;
        await Set(Aspired.OnDemand(Counting("m", () => loads++)));
        loads.Should().Be(0);
        var status = _manager.Statuses.Should().ContainSingle().Subject;
        status.State.Should().Be(ServableState.Start);
        status.TakesRequests.Should().BeTrue();
        _manager.EnsureTakesRequests(new ModelSelector("m"));

        (await _manager.AcquireAsync(new ModelSelector("m"), Token)).Dispose();
        (await _manager.AcquireAsync(new ModelSelector("m"), Token)).Dispose();
        loads.Should().Be(1);
    }

    [Fact]
    public async Task OnDemand_ManyFirstRequests_ShareOneLoad()
    {
        var (loads, gate) = (0, new TaskCompletionSource<IServable>());
        await Set(
            Aspired.OnDemand(
                new FakeLoader(
                    "m",
                    1,
                    () =>
                    {
                        loads++;
                        return gate.Task;
                    }
                )
            )
        );
        var requests = Enumerable
            .Range(0, 20)
            .Select(_ => _manager.AcquireAsync(new ModelSelector("m"), Token).AsTask())
            .ToList();
        gate.SetResult(new FakeServable());
        foreach (var handle in await Task.WhenAll(requests))
        {
            handle.Dispose();
        }

        loads.Should().Be(1);
    }

    [Fact]
    public async Task OnDemand_CallerGivesUp_LoadGoesOn()
    {
        var gate = new TaskCompletionSource<IServable>();
        await Set(Aspired.OnDemand(new FakeLoader("m", 1, () => gate.Task)));
        using var deadline = new CancellationTokenSource();
        var waiting = _manager.AcquireAsync(new ModelSelector("m"), deadline.Token).AsTask();
        await deadline.CancelAsync();
        await waiting.Awaiting(task => task).Should().ThrowAsync<OperationCanceledException>();
        gate.SetResult(new FakeServable());
        (await _manager.AcquireAsync(new ModelSelector("m"), Token)).Dispose();
    }

    [Fact]
    public async Task OnDemand_LoadFails_TellsTheCauseAndIsNotTriedForEveryRequest()
    {
        var loads = 0;
        await Set(
            Aspired.OnDemand(
                new FakeLoader(
                    "m",
                    1,
                    () =>
                    {
                        loads++;
                        throw new ServingException(ServingErrorCode.FailedPrecondition, "it is cut off");
                    }
                )
            )
        );
        for (var i = 0; i < 3; i++)
        {
            (
                await this.Awaiting(_ => _manager.AcquireAsync(new ModelSelector("m"), Token).AsTask())
                    .Should()
                    .ThrowAsync<ServingException>()
                    .WithMessage("*cut off*")
            )
                .Which.Code.Should()
                .Be(ServingErrorCode.Unavailable);
        }

        loads.Should().Be(1);
    }

    [Fact]
    public async Task OnDemand_NewReleaseOfAModelInUse_IsLoadedWithoutBeingAskedFor()
    {
        var old = new FakeServable();
        await Set(Aspired.OnDemand(new FakeLoader("m", 1, old)));
        (await _manager.AcquireAsync(new ModelSelector("m"), Token)).Dispose();
        await Set(Aspired.OnDemand(new FakeLoader("m", 2, new FakeServable())));
        await old.Disposed.WaitAsync(Token);
        _manager.AvailableVersions("m").Should().Equal(2);
    }

    [Fact]
    public async Task OnDemand_WithdrawnWhileARequestWaits_TellsTheRequest()
    {
        _manager = Manager(10);
        await Set(Aspired.OnDemand(new FakeLoader("a", 1, new FakeServable()) { Bytes = 10 }));
        await Set(Aspired.OnDemand(new FakeLoader("b", 1, new FakeServable()) { Bytes = 10 }));
        using var held = await _manager.AcquireAsync(new ModelSelector("a"), Token);
        var waiting = _manager.AcquireAsync(new ModelSelector("b"), Token).AsTask();
        await Set(Aspired.None("b"));
        await waiting.Awaiting(task => task).Should().ThrowAsync<ServingException>();
    }

    [Fact]
    public async Task Budget_Full_EvictsTheLeastRecentlyUsedThatNobodyHolds()
    {
        _manager = Manager(30);
        var servables = new Dictionary<string, FakeServable>();
        foreach (var name in (string[])["a", "b", "c", "d"])
        {
            servables[name] = new FakeServable();
            await Set(Aspired.OnDemand(new FakeLoader(name, 1, servables[name]) { Bytes = 10 }));
        }

        using var held = await _manager.AcquireAsync(new ModelSelector("a"), Token);
        (await _manager.AcquireAsync(new ModelSelector("b"), Token)).Dispose();
        (await _manager.AcquireAsync(new ModelSelector("c"), Token)).Dispose();
        (await _manager.AcquireAsync(new ModelSelector("b"), Token)).Dispose();
        (await _manager.AcquireAsync(new ModelSelector("d"), Token)).Dispose();

        servables["a"].IsDisposed.Should().BeFalse("a request holds it");
        servables["b"].IsDisposed.Should().BeFalse("it was used after c");
        servables["c"].IsDisposed.Should().BeTrue();
        _manager.MemoryBooked.Should().Be(30);
        _manager.Find(new ModelSelector("c")).Signature.Should().NotBeNull("what was learned of it is kept");
    }

    [Fact]
    public async Task Budget_HeldByRequests_WaitsUntilOneIsDone()
    {
        _manager = Manager(10);
        await Set(Aspired.OnDemand(new FakeLoader("a", 1, new FakeServable()) { Bytes = 10 }));
        await Set(Aspired.OnDemand(new FakeLoader("b", 1, new FakeServable()) { Bytes = 10 }));
        var held = await _manager.AcquireAsync(new ModelSelector("a"), Token);
        var waiting = _manager.AcquireAsync(new ModelSelector("b"), Token).AsTask();
        waiting.IsCompleted.Should().BeFalse();
        held.Dispose();
        (await waiting).Dispose();
        _manager.AvailableVersions("a").Should().BeEmpty();
    }

    [Fact]
    public async Task OnDemand_AskedInTheMomentInWhichTheLoadFails_IsToldSo()
    {
        Task? second = null;
        var loads = 0;
        _manager.Loaded += _ => second ??= _manager.AcquireAsync(new ModelSelector("m"), Token).AsTask();
        await Set(
            Aspired.OnDemand(
                new FakeLoader(
                    "m",
                    1,
                    () =>
                    {
                        loads++;
                        throw new InvalidOperationException("no such thing");
                    }
                )
            )
        );

        var first = _manager.AcquireAsync(new ModelSelector("m"), Token).AsTask();

        (await first.Awaiting(task => task.WaitAsync(Long, Token)).Should().ThrowAsync<ServingException>()).WithMessage(
            "*no such thing*"
        );
        (
            await second!.Awaiting(task => task.WaitAsync(Long, Token)).Should().ThrowAsync<ServingException>()
        ).WithMessage("*no such thing*");
        loads.Should().Be(1);
    }

    [Fact]
    public async Task Budget_CannotFit_IsRefusedWithItsReason()
    {
        _manager = Manager(10);
        await Set(Aspired.Model(new FakeLoader("fixed", 1, new FakeServable()) { Bytes = 6 }));
        await Set(Aspired.OnDemand(new FakeLoader("m", 1, new FakeServable()) { Bytes = 6 }));
        var thrown = (
            await this.Awaiting(_ => _manager.AcquireAsync(new ModelSelector("m"), Token).AsTask())
                .Should()
                .ThrowAsync<ServingException>()
                .WithMessage("*'m' version 1*budget*")
        ).Which;
        thrown.Reason.Should().Be("memory-budget");
        thrown.Code.Should().Be(ServingErrorCode.ResourceExhausted);
        _manager.MemoryBooked.Should().Be(6);
    }

    [Fact]
    public async Task Budget_ManyModelsUnderTraffic_IsNeverExceededAndNoRequestFails()
    {
        _manager = Manager(30);
        var loaded = 0;
        var most = 0;
        for (var i = 0; i < 8; i++)
        {
            await Set(
                Aspired.OnDemand(
                    new FakeLoader(
                        $"m{i}",
                        1,
                        () =>
                        {
                            var now = Interlocked.Increment(ref loaded);
                            InterlockedMax(ref most, now);
                            var servable = new FakeServable();
                            _ = servable.Disposed.ContinueWith(
                                _ => Interlocked.Decrement(ref loaded),
                                TaskContinuationOptions.ExecuteSynchronously
                            );
                            return Task.FromResult<IServable>(servable);
                        }
                    )
                    {
                        Bytes = 10,
                    }
                )
            );
        }

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(worker =>
                    Task.Run(
                        async () =>
                        {
                            var random = new Random(worker);
                            for (var i = 0; i < 200; i++)
                            {
                                var selector = new ModelSelector($"m{random.Next(8)}");
                                using var handle = await _manager.AcquireAsync(selector, Token);
                                handle.Version.Should().Be(1);
                                await Task.Yield();
                            }
                        },
                        Token
                    )
                )
        );
        most.Should().BeLessThanOrEqualTo(3);
        _manager.MemoryBooked.Should().BeLessThanOrEqualTo(30);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while (
            (seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen
        )
        {
            // Another one was quicker; look again.
        }
    }

    private static FakeLoader Counting(string model, Action loading) =>
        new(
            model,
            1,
            () =>
            {
                loading();
                return Task.FromResult<IServable>(new FakeServable());
            }
        );

    private static ModelManager Manager(long? budget) =>
        new(
            new LifecycleOptions { MemoryBudget = budget },
            null,
            TimeProvider.System,
            NullLogger<ModelManager>.Instance
        );

    private Task Set(AspiredModel model) => _manager.SetAspiredAsync(model, Token);
}
