using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Lifecycle;
using Slipway.Serving.Tests.Lifecycle;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Tasks;

public sealed class TypedSidesTests
{
    private static readonly ServingException Unfit = new(ServingErrorCode.FailedPrecondition, "labels.txt is missing.")
    {
        Reason = "task-mismatch",
    };

    [Fact]
    public async Task Task_Named_IsThere()
    {
        await using var manager = await LoadAsync("length", new LengthTask());
        using var handle = manager.Acquire(new ModelSelector("m"));
        handle.Typed.Should().BeOfType<LengthModel>();
        manager.Statuses.Single().Typed!.Task.Should().Be("length");
    }

    [Fact]
    public async Task Task_NamedAndUnfit_VersionIsNotServed()
    {
        await using var manager = await LoadAsync("length", new LengthTask { Problem = Unfit });
        manager.Statuses.Single().Error!.Reason.Should().Be("task-mismatch");
    }

    [Fact]
    public async Task Task_NamedAndItsExampleIsRefused_VersionIsNotServed()
    {
        await using var manager = await LoadAsync("length", new LengthTask { Example = "\"refused\"" });
        var error = manager.Statuses.Single().Error!;
        error.Reason.Should().Be("task-mismatch");
        error.Message.Should().Contain("does not answer the example of its task length: 'text' is refused.");
    }

    [Fact]
    public async Task Task_RecognizedAndItsExampleIsRefused_TensorsAreServed()
    {
        var task = new LengthTask { IsRecognized = true, Example = "\"refused\"" };
        await using var manager = await LoadAsync(null, task);
        using var handle = manager.Acquire(new ModelSelector("m"));
        FluentActions.Invoking(() => handle.Typed).Should().Throw<ServingException>().WithMessage("*tensors only*");
    }

    [Fact]
    public async Task Task_NotKnown_SaysWhichAre()
    {
        await using var manager = await LoadAsync("lenght", new LengthTask());
        var error = manager.Statuses.Single().Error!;
        error.Reason.Should().Be("unknown-task");
        error.Message.Should().Contain("'task: lenght'").And.Contain("Known: length, none.");
    }

    [Fact]
    public async Task Task_RecognizedOnly_IsThere()
    {
        await using var manager = await LoadAsync(null, new LengthTask { IsRecognized = true });
        using var handle = manager.Acquire(new ModelSelector("m"));
        handle.Typed.Should().BeOfType<LengthModel>();
    }

    [Fact]
    public async Task Task_RecognizedByFilesThatNobodyForesaw_TensorsAreServed()
    {
        var task = new LengthTask { IsRecognized = true, Problem = new InvalidOperationException("half of a pair") };
        await using var manager = await LoadAsync(null, task);
        using var handle = manager.Acquire(new ModelSelector("m"));
        FluentActions
            .Invoking(() => handle.Typed)
            .Should()
            .Throw<ServingException>()
            .WithMessage("*tensors only*half of a pair*");
    }

    [Fact]
    public async Task Task_RecognizedAndUnfit_TensorsAreServedAndTheReasonIsTold()
    {
        await using var manager = await LoadAsync(null, new LengthTask { IsRecognized = true, Problem = Unfit });
        using var handle = manager.Acquire(new ModelSelector("m"));
        FluentActions
            .Invoking(() => handle.Typed)
            .Should()
            .Throw<ServingException>()
            .WithMessage("*tensors only*labels.txt is missing*")
            .Which.Code.Should()
            .Be(ServingErrorCode.Unsupported);
    }

    [Fact]
    public async Task Task_None_EvenWhereOneIsRecognized()
    {
        await using var manager = await LoadAsync("none", new LengthTask { IsRecognized = true });
        using var handle = manager.Acquire(new ModelSelector("m"));
        FluentActions.Invoking(() => handle.Typed).Should().Throw<ServingException>().WithMessage("*no task*");
    }

    private static async Task<ModelManager> LoadAsync(string? task, LengthTask known)
    {
        var manager = new ModelManager(
            new LifecycleOptions(),
            null,
            TimeProvider.System,
            NullLogger<ModelManager>.Instance,
            [known]
        );
        var package = new ModelPackage("m", 1, "/models", "/models/m", "fake", new ModelConfig { Task = task });
        await manager.SetAspiredAsync(
            Aspired.Model(new FakeLoader("m", 1, new FakeServable()) { Package = package }),
            TestContext.Current.CancellationToken
        );
        return manager;
    }
}
