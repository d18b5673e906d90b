using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging.Abstractions;
using Slipway.Errors;
using Slipway.Models;
using Slipway.Serving.Scheduling;
using Slipway.TestUtilities;

namespace Slipway.Serving.Tests.Scheduling.Sequences;

public sealed class SequencePlanReaderTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signature_ForCallers_HasNeitherControlsNorStates()
    {
        await using var rig = await SequenceRig.CreateAsync();
        rig.Scheduler.Signature.Inputs.Select(input => input.Name).Should().Equal("x");
        rig.Scheduler.Signature.Outputs.Select(output => output.Name).Should().Equal("y");
    }

    [Fact]
    public async Task Read_FileOfAFirstState_IsWhereSequencesBegin()
    {
        using var folder = new TempFolder();
        folder.Write("first.bin", MemoryMarshal.AsBytes<float>([1000f]));
        var sequence = SequenceRig.Sequence();
        sequence.States[0].File = "first.bin";
        await using var scheduler = await CreateAsync(folder.Path, sequence);
        for (ulong id = 1; id < 3; id++)
        {
            using var request = SequenceRig.Request(1);
            request.Parameters = new() { ["sequence_id"] = new(id), ["sequence_start"] = new(true) };
            using var response = await scheduler.ScheduleAsync(request, Token);
            response.Outputs[0].Tensor.AsSpan<float>()[0].Should().Be(1001);
        }
    }

    [Fact]
    public async Task Read_WrongConfiguration_TellsAllOfItAtOnce()
    {
        var sequence = new SequenceConfig
        {
            MaxIdleSeconds = 0,
            MaxSequences = 0,
            Controls =
            [
                new() { Input = "NONE", Kind = SequenceControlKind.Start },
                new() { Input = "READY", Kind = SequenceControlKind.CorrelationId },
            ],
            States =
            [
                new() { Input = "START", Output = "total" },
                new() { Input = "total_before", Output = "total" },
                new()
                {
                    Input = "x",
                    Output = "y",
                    Shape = [2, 2],
                },
                new() { Input = "ID", Output = "nothing" },
            ],
        };
        var error = await FluentActions
            .Awaiting(() => CreateAsync("/models", sequence))
            .Should()
            .ThrowAsync<ServingException>();
        error.Which.Reason.Should().Be("invalid-sequence");
        foreach (
            var part in (string[])
                [
                    "'max_idle_seconds' is 0",
                    "'max_sequences' is 0",
                    "no input 'NONE'",
                    "'READY' is FP32, in which no sequence id",
                    "'START' is INT32, and the output 'total'",
                    "output 'total' is named twice",
                    "[2,2] does not fit",
                    "no output 'nothing'",
                ]
        )
        {
            error.Which.Message.Should().Contain(part);
        }
    }

    [Theory]
    [InlineData("../secret.bin", "outside")]
    [InlineData("missing.bin", "does not exist")]
    [InlineData("long.bin", "needs 4 bytes, but 8")]
    public async Task Read_FileThatCannotBeUsed_IsRefused(string file, string problem)
    {
        using var folder = new TempFolder();
        folder.Write("long.bin", new byte[8]);
        var sequence = SequenceRig.Sequence();
        sequence.States[0].File = file;
        await FluentActions
            .Awaiting(() => CreateAsync(folder.Path, sequence))
            .Should()
            .ThrowAsync<ServingException>()
            .WithMessage($"*first state of 'total_before'*{problem}*");
    }

    private static Task<IScheduler> CreateAsync(string folder, SequenceConfig sequence) =>
        new SchedulerFactory(TimeProvider.System, NullLogger.Instance).CreateAsync(
            new ModelPackage("acc", 1, folder, folder, "fake", new ModelConfig { Sequence = sequence }),
            new AccumulatorServable(),
            [],
            new Dictionary<string, PaddingConfig>(),
            Token
        );
}
