using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Slipway.AspNetCore.Handlers;
using Slipway.AspNetCore.Tests.Hosting;
using Slipway.Models;
using Slipway.TestUtilities;

namespace Slipway.AspNetCore.Tests.Handlers;

public sealed class HandlerModelsTests
{
    private readonly Probe _probe = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AddModel_Handler_IsServedAsModelsOfFilesAre()
    {
        await using var application = await StartAsync(server =>
            server.AddModel<DoublingHandler>(
                "double",
                version: 3,
                options =>
                {
                    options.Config.Description = "Twice as much.";
                    options.Config.Labels["stable"] = 3;
                }
            )
        );

        using var answer = await application.InferAsync(model: "double");
        (await answer.Content.ReadAsStringAsync(Token))
            .Should()
            .Be(
                """{"model_name":"double","model_version":"3","outputs":[{"name":"y","datatype":"FP32","shape":[2],"data":[2,5]}]}"""
            );
        var metadata = await application.Http.GetStringAsync("/v2/models/double", Token);
        metadata.Should().Contain("\"versions\":[\"3\"]").And.Contain("\"platform\":\"dotnet_handler\"");
        (await application.Http.GetStringAsync("/openapi.json", Token)).Should().Contain("Twice as much.");
        (await application.Http.GetStringAsync("/metrics", Token)).Should().Contain("model=\"double\",version=\"3\"");
        using var labelled = await application.Http.PostAsync(
            "/v1/models/double/labels/stable:predict",
            new StringContent("""{"instances":[4]}"""),
            Token
        );
        (await labelled.Content.ReadAsStringAsync(Token)).Should().Contain("8");
        application.Status.ModelNames.Should().Equal("double", "echo");
    }

    [Fact]
    public async Task AddModel_Handler_IsLoadedWithItsParametersAndDisposedAtTheEnd()
    {
        await using (
            await StartAsync(server =>
                server.AddModel<DoublingHandler>(
                    "double",
                    configure: options =>
                    {
                        options.Instances = 2;
                        options.Config.Parameters["greeting"] = "hello";
                    }
                )
            )
        )
        {
            _probe.Events.Should().Equal("load double 1 hello", "load double 1 hello");
        }

        _probe.Events.Skip(2).Should().Equal("dispose", "dispose");
    }

    [Fact]
    public async Task AddModel_SeveralVersions_AreServedBesideEachOther()
    {
        await using var application = await StartAsync(server =>
            server
                .AddModel<DoublingHandler>("double", version: 1)
                .AddModel("double", _ => new EchoHandler(), version: 2)
        );

        (await AnswerAsync(application, "double/versions/1")).Should().Contain("\"data\":[2,5]");
        (await AnswerAsync(application, "double/versions/2")).Should().Contain("\"data\":[1,2.5]");
        (await AnswerAsync(application, "double")).Should().Contain("\"model_version\":\"2\"");
    }

    [Fact]
    public async Task AddModel_Servable_IsServedAsItIs()
    {
        var servable = new FakeServable { Concurrency = 4 };
        await using (
            var application = await StartAsync(server =>
                server.AddModel("own", (_, _) => Task.FromResult<IServable>(servable))
            )
        )
        {
            (await AnswerAsync(application, "own")).Should().Contain("\"data\":[1,2.5]");
            servable.Executions.Should().Be(1, "nobody but the caller has asked it anything");
        }

        servable.IsDisposed.Should().BeTrue();
    }

    [Fact]
    public async Task Predict_InputHandedOnAsOutput_IsAnsweredWithACopy()
    {
        await using var application = await StartAsync(server => server.AddModel<EchoHandler>("again"));
        for (var i = 0; i < 50; i++)
        {
            (await AnswerAsync(application, "again")).Should().Contain("\"data\":[1,2.5]");
        }
    }

    [Fact]
    public async Task Predict_MoreCallsThanItTakes_ComeOneAfterAnother()
    {
        await using var application = await StartAsync(server =>
            server.AddModel<DoublingHandler>(
                "double",
                // More than the handler says: what it says counts.
                configure: options => options.Config.Scheduling.MaxConcurrency = 8
            )
        );

        var calls = Enumerable.Range(0, 8).Select(_ => AnswerAsync(application, "double")).ToList();
        await Task.WhenAll(calls);

        _probe.MostAtOnce.Should().Be(1);
    }

    [Fact]
    public async Task Predict_SeveralInstances_ComputeBesideEachOther()
    {
        var gate = new TaskCompletionSource();
        _probe.Gate = gate.Task;
        await using var application = await StartAsync(server =>
            server.AddModel<DoublingHandler>("double", configure: options => options.Instances = 3)
        );

        var calls = Enumerable.Range(0, 5).Select(_ => AnswerAsync(application, "double")).ToList();
        for (var i = 0; i < 3; i++)
        {
            await _probe.Began.WaitAsync(Token);
        }

        gate.SetResult();
        await Task.WhenAll(calls);
        _probe.MostAtOnce.Should().Be(3);
    }

    [Fact]
    public async Task Predict_CallOfAnotherModel_GoesThroughTheServer()
    {
        await using var application = await StartAsync(server =>
            server.AddModel<ComposedHandler>("composed", configure: options => options.Needs.Add("echo"))
        );

        (await AnswerAsync(application, "composed")).Should().Contain("\"data\":[2,2]");
        (await application.Http.GetStringAsync("/v2/models/echo/stats", Token))
            .Should()
            .Contain("\"inference_count\":1");
    }

    [Fact]
    public async Task Load_NeededModelThatIsNotThere_WaitsAndSaysForWhat()
    {
        await using var application = await StartAsync(server =>
            server.AddModel<ComposedHandler>("composed", configure: options => options.Needs.Add("missing"))
        );

        application.Status.WhyNotReady().Should().Contain("needs the model 'missing'");
        using var answer = await application.InferAsync(model: "composed");
        answer.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Load_NameThatAFileHasToo_ServesTheHandlerAndTellsOfTheOther()
    {
        await using var application = await StartAsync(server => server.AddModel<DoublingHandler>("echo"));
        (await AnswerAsync(application, "echo")).Should().Contain("\"data\":[2,5]");
        application.Status.WhyNotReady().Should().Contain("is named 'echo' already");
    }

    [Theory]
    [InlineData("a/b", 1, "cannot be the name of a model")]
    [InlineData("double", 0, "versions begin with 1")]
    [InlineData("there", 1, "is added twice")]
    public void AddModel_NameOrVersionThatIsNone_IsRefusedWhereItIsAdded(string name, long version, string expected)
    {
        var server = new ModelServerOptions().AddModel<EchoHandler>("there");
        var add = () => server.AddModel<EchoHandler>(name, version);
        add.Should().Throw<ArgumentException>().WithMessage($"*{expected}*");
    }

    [Fact]
    public void HandlerOptions_Defaults_AreTheDocumentedOnes()
    {
        var options = new HandlerOptions();
        options.Instances.Should().Be(1);
        options.Needs.Should().BeEmpty();
        options.Config.Versions.All.Should().BeTrue();
    }

    private static async Task<string> AnswerAsync(TestApplication application, string model)
    {
        using var answer = await application.InferAsync(model: model);
        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        return await answer.Content.ReadAsStringAsync(Token);
    }

    private Task<TestApplication> StartAsync(Action<ModelServerOptions> configure) =>
        TestApplication.StartAsync(configure, services: services => services.AddSingleton(_probe));
}
