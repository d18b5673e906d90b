using Slipway.Errors;
using Slipway.Inference;
using Slipway.Models;
using Slipway.Tensors;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.TestKit;

public abstract partial class RuntimeContractTests
{
    [Fact]
    public void Runtime_KnowsItsArtifactAndNoOther()
    {
        using var folder = new TempFolder();
        Runtime.Recognizes(Model.Write(folder.Folder("model"))).Should().BeTrue();
        Runtime.Recognizes(folder.Write("notes.txt", "nothing")).Should().BeFalse();
        Runtime.Recognizes(folder["missing.txt"]).Should().BeFalse();
        Runtime.Name.Should().MatchRegex("^[a-z0-9]+$", "it names a section of model.yaml");
    }

    [Fact]
    public async Task Load_Model_IsAvailableWithItsSignature()
    {
        await using var server = await ServeAsync(Model);
        var status = server.Models.Statuses.Should().ContainSingle().Subject;
        status.Details!.Platform.Should().NotBeNullOrEmpty();
        var (signature, @case) = (status.Signature!, Model.Case(1));
        signature.Inputs.Select(spec => spec.Name).Should().Contain(@case.InputNames);
        signature.Outputs.Select(spec => spec.Name).Should().Contain(@case.OutputNames);
        if (Model.Signature is not { } expected)
            return;
        signature.Inputs.Select(Form).Should().Equal(expected.Inputs.Select(Form));
        signature.Outputs.Select(Form).Should().Equal(expected.Outputs.Select(Form));

        static string Form(TensorSpec spec) =>
            $"{spec.Name}: {spec.DataType.Name()}{(spec.HasUnknownRank ? "[…]" : spec.Shape)}";
    }

    [Fact]
    public async Task Answers_AreThoseOfTheClosedForm()
    {
        await using var server = await ServeAsync(Model);
        for (var number = 0; number < 5; number++)
        {
            await AskAsync(server, Model, Model.Case(number));
        }
    }

    [Fact]
    public async Task Outputs_ThatAreAskedFor_ComeInThatOrderAndAlone()
    {
        await using var server = await ServeAsync(Model);
        var outputs = server.Models.Statuses[0].Signature!.Outputs.Select(spec => spec.Name).Reverse().ToList();
        foreach (var wanted in (List<string>[])[outputs, [outputs[0]]])
        {
            using var request = Model.Case(1).Request(ContractServer.Name);
            request.Outputs.AddRange(wanted.Select(name => new RequestedOutput(name)));
            using var response = await server.Plane.InferAsync(request, Token);
            response.Outputs.Select(output => output.Name).Should().Equal(wanted);
        }
    }

    [Fact]
    public async Task Input_ThatDoesNotFit_IsRefusedWithASentenceThatNamesIt()
    {
        await using var server = await ServeAsync(Model);
        var name = Model.Case(1).InputNames.First();
        await RefusedAsync(inputs => inputs[0] = inputs[0] with { Name = "nobody" }, "nobody");
        await RefusedAsync(
            inputs => inputs[0] = new NamedTensor(name, Tensor.FromStrings(["text"], new TensorShape(1))),
            name
        );

        await AskAsync(server, Model, Model.Case(2));

        async Task RefusedAsync(Action<List<NamedTensor>> spoil, string named)
        {
            using var request = Model.Case(1).Request(ContractServer.Name);
            var before = request.Inputs[0].Tensor;
            spoil(request.Inputs);
            if (request.Inputs[0].Tensor != before)
                before.Dispose();
            var asking = async () => await server.Plane.InferAsync(request, Token);
            var error = (await asking.Should().ThrowAsync<ServingException>()).Which;
            error.Code.Should().Be(ServingErrorCode.InvalidArgument);
            error.Message.Should().Contain($"'{named}'").And.EndWith(".");
        }
    }

    [Fact]
    public async Task Requests_AtTheSameTime_GetEachItsOwnAnswer()
    {
        await using var server = await ServeAsync(Model);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 200),
            new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Token },
            async (number, _) => await AskAsync(server, Model, Model.Case(number))
        );
    }

    [Fact]
    public async Task Rows_TogetherOrApart_HaveTheSameAnswers()
    {
        await using var server = await ServeAsync(Model);
        ContractCase[] rows = [.. Enumerable.Range(0, 7).Select(Model.Case)];
        if (Model.HasRows)
            await AskAsync(server, Model, ContractCase.Together(rows));
        foreach (var row in rows)
        {
            await AskAsync(server, Model, row);
        }
    }

    [Fact]
    public async Task Versions_AtTheSameTime_BothAnswer()
    {
        await using var server = await ServeAsync(Model, versions: 2);
        for (var version = 1; version <= 2; version++)
        {
            using var request = Model.Case(version).Request(ContractServer.Name);
            request.Model = new ModelSelector(ContractServer.Name, version);
            using var response = await server.Plane.InferAsync(request, Token);
            Model.Case(version).Check(response, Model.Tolerance);
            response.ModelVersion.Should().Be($"{version}");
        }
    }
}
