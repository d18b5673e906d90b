using Slipway.Containers;
using Slipway.EndToEnd.Tests.Hosting;
using Slipway.EndToEnd.Tests.Images;
using Slipway.TestUtilities;
using Slipway.TestUtilities.Engines;

namespace Slipway.EndToEnd.Tests.Fleets.Containers;

/// <summary>Where the images of a fleet are from: registries, with and without a password, and models in them.</summary>
[Collection(nameof(ImageGroup))]
public sealed class ContainerImageTests(ImageFixture images, ContainerImageTests.Engine fixture)
    : IClassFixture<ContainerImageTests.Engine>
{
    public sealed class Engine(ImageFixture images) : ContainerFixture(new PodmanEngine(), images["cache"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Up_ImageOfARegistry_IsPulledWithItsSettingsBehindItsCommand()
    {
        await RequireAsync();
        // No other test has had the engine pull it before.
        var image = $"{images.Host}/fleets/pulled:1";
        await images.BuildAsync(images.Iris, "-t", image, "--label", "for=pulling");
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"image: '{image}', server: {{ log_level: debug }}"));

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().Contain($"Pulling the image {image}…");
        var iris = await fleet.StatusAsync("iris", Token);
        iris.Revisions[0].Source.Should().Be(image);
        using var http = new HttpClient();
        using var content = new StringContent(SteadyLoad.Iris);
        using var answer = await http.PostAsync(new Uri($"{fleet.Http}/v2/models/iris/infer"), content, Token);
        answer.EnsureSuccessStatusCode();
        (await fleet.RunAsync(Token, "logs", "iris", "-n", "1000")).Output.Should().MatchRegex("(?i)debug|dbug");
    }

    [Fact]
    public async Task Up_ImageThatWasRemoved_IsPulledAgainByTheSupervisor()
    {
        await RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"image: '{images.Host}/team/iris:1', replicas: 0"));
        (await fleet.RunAsync(Token, "up", "--detach")).ExitCode.Should().Be(0);
        using var engine = await ContainerEngine.ConnectAsync(fixture.Engine.Socket, Token);
        var image = (await engine.Images.FindAsync($"{images.Host}/team/iris:1", Token))!;
        foreach (var name in await engine.Images.NamesAsync("", Token))
        {
            if ((await engine.Images.FindAsync(name, Token))?.Id == image.Id)
                await engine.Images.RemoveAsync(name, Token);
        }

        await engine.Images.RemoveAsync(image.Id, Token);
        (await engine.Images.FindAsync(image.Id, Token)).Should().BeNull();

        (await fleet.RunAsync(Token, "scale", "iris", "1")).ExitCode.Should().Be(0);

        await fleet.UntilAsync("iris", service => service.Ready == 1, Token);
        (await fleet.RunAsync(Token, "logs", "iris")).Output.Should().Contain("slipway: the image is here");
    }

    [Fact]
    public async Task Up_ModelInARegistry_IsServedFromAnImageOfIt()
    {
        await RequireAsync();
        var push = await images.ToolAsync("push", images.Iris, $"{images.Host}/models/iris:3");
        push.ExitCode.Should().Be(0, push.Errors);
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"model: 'oci://{images.Host}/models/iris:3'"));

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().Contain("iris: the image slipway.local/");
        (await fleet.StatusAsync("iris", Token)).Revisions[0].Source.Should().Be($"oci://{images.Host}/models/iris:3");
    }

    [Fact]
    public async Task Up_Project_IsServedFromAnImageOfIt()
    {
        await RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(
            $$"""
            {{ContainerFixture.Head}}
            services:
              facts: { project: '{{Checkout.Sample("facts")}}', server: { log_level: debug } }
            """
        );

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().Contain("facts: the image slipway.local/");
        using var http = new HttpClient();
        using var content = new StringContent(
            """{"text":"Born on 12 May 2001 in Berlin."}""",
            System.Text.Encoding.UTF8,
            "application/json"
        );
        using var answer = await http.PostAsync(new Uri($"{fleet.Http}/models/facts"), content, Token);
        (await answer.Content.ReadAsStringAsync(Token)).Should().Contain("2001-05-12");
        (await fleet.RunAsync(Token, "logs", "facts", "-n", "1000")).Output.Should().MatchRegex("(?i)debug|dbug");
    }

    [Fact]
    public async Task Up_ImageOfAModelUnderItsName_IsRunAsItIs()
    {
        await RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"model: 'oci://{images.Host}/team/iris:1'"));

        var up = await fleet.UpAsync(Token);

        up.Errors.Should().NotContain("slipway.local");
    }

    [Fact]
    public async Task Deploy_Image_MakesARevisionOfIt()
    {
        await RequireAsync();
        await images.BuildAsync(images.Iris, "-t", $"{images.Host}/fleets/iris:9", "--label", "another=one");
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"image: '{images.Host}/team/iris:1', {FleetFixture.Rollout}"));
        await fleet.UpAsync(Token);

        var deploy = await fleet.RunAsync(Token, "deploy", "iris", $"{images.Host}/fleets/iris:9");

        deploy.ExitCode.Should().Be(0, deploy.All);
        deploy.Errors.Should().Contain($"Revision 2 of iris is {images.Host}/fleets/iris:9.");
    }

    [Fact]
    public async Task Up_RegistryThatAsksForAPassword_IsGivenTheUsers()
    {
        await RequireAsync();
        Tools.Require(Tools.IsOnPath("skopeo"), "skopeo is not installed: apt-get install skopeo");
        await using var registry = await DockerRegistry.StartWithPasswordAsync(images["htpasswd"]);
        var image = $"{registry.Host}/team/iris:1";
        var copy = await Tools.RunAsync(
            "skopeo",
            [
                "copy",
                "--src-tls-verify=false",
                "--dest-tls-verify=false",
                "--dest-creds",
                "slip:secret",
                $"docker://{images.Host}/team/iris:1",
                $"docker://{image}",
            ],
            TimeSpan.FromMinutes(1),
            Token
        );
        copy.ExitCode.Should().Be(0, copy.Errors);
        var file = images["auth.json"];
        await using var fleet = fixture.Fleet(("REGISTRY_AUTH_FILE", file));
        fleet.Write(Manifest($"image: '{image}'"));
        await File.WriteAllTextAsync(file, "{}", Token);

        var refused = await fleet.RunAsync(Token, "up", "--detach");

        refused.ExitCode.Should().Be(1, refused.All);
        refused
            .Errors.Should()
            .Contain($"The registry does not give the image {image} away: ")
            .And.Contain("podman login");

        var login = Convert.ToBase64String("slip:secret"u8);
        await File.WriteAllTextAsync(
            file,
            $$"""{ "auths": { "{{registry.Host}}": { "auth": "{{login}}" } } }""",
            Token
        );
        await fleet.UpAsync(Token);
    }

    [Fact]
    public async Task Up_ImageThatIsNowhere_SaysSoAndStartsNothing()
    {
        await RequireAsync();
        await using var fleet = fixture.Fleet();
        fleet.Write(Manifest($"image: '{images.Host}/team/none:1'"));

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(1, up.All);
        up.Errors.Should()
            .Contain($"There is no image {images.Host}/team/none:1, neither in the container engine nor in its");
        Directory.GetDirectories(fleet.State).Should().BeEmpty();
    }

    [Fact]
    public async Task Up_NoEngine_SaysWhereItLookedAndStartsNothing()
    {
        ImageFixture.RequireServer();
        await using var fleet = new TestFleet(
            new Dictionary<string, string>(TestFleet.Programs) { ["DOCKER_HOST"] = "unix:///none/docker.sock" }
        );
        fleet.Write(Manifest($"model: '{Checkout.Sample("iris")}'"));

        var up = await fleet.RunAsync(Token, "up", "--detach");

        up.ExitCode.Should().Be(1, up.All);
        up.Errors.Should().StartWith("slipway: No container engine answers at /none/docker.sock (not there).");
        Directory.GetDirectories(fleet.State).Should().BeEmpty();
    }

    private static string Manifest(string iris) =>
        $$"""
            {{ContainerFixture.Head}}
            services:
              iris: { {{iris}} }
            """;

    private async Task RequireAsync()
    {
        ImageFixture.Require();
        await fixture.RequireAsync();
    }
}
