using System.Text;
using Slipway.Errors;
using Slipway.Oci.Registries.Authentication;

namespace Slipway.Oci.Tests.Registries;

public sealed class CredentialFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("registry.example", "team/iris", "whole:1")]
    [InlineData("registry.example:5000", "team/iris", "port:2")]
    [InlineData("registry.example", "other/iris", "part:3")]
    [InlineData("registry.example", "other/deep/iris", "part:3")]
    [InlineData("docker.io", "library/iris", "hub:4")]
    [InlineData("old.example", "iris", "old:5")]
    [InlineData("unknown.example", "iris", null)]
    [InlineData("empty.example", "iris", null)]
    public async Task Find_Entry_IsTheNearest(string registry, string repository, string? expected)
    {
        var files = Files(
            $$"""
            {"auths": {
                "registry.example": {"auth": "{{Base64("whole:1")}}"},
                "registry.example:5000": {"auth": "{{Base64("port:2")}}"},
                "registry.example/other": {"auth": "{{Base64("part:3")}}"},
                "https://index.docker.io/v1/": {"auth": "{{Base64("hub:4")}}"},
                "https://old.example/v2/": {"username": "old", "password": "5"},
                "empty.example": {}
            } }
            """
        );

        var found = await files.FindAsync(registry, repository, Token);

        (found is null ? null : $"{found.User}:{found.Secret}").Should().Be(expected);
    }

    [Fact]
    public async Task Find_PasswordWithColons_IsWhole()
    {
        var found = await Files($$"""{"auths": {"a.example": {"auth": "{{Base64("name:pass:word")}}"} } }""")
            .FindAsync("a.example", "iris", Token);

        found.Should().Be(new RegistryCredential("name", "pass:word"));
    }

    [Fact]
    public async Task Find_IdentityToken_CountsBeforeThePassword()
    {
        var found = await Files(
                $$"""{"auths": {"a.example": {"auth": "{{Base64("name:x")}}", "identitytoken": "refresh"} } }"""
            )
            .FindAsync("a.example", "iris", Token);

        found.Should().Be(new RegistryCredential("", "refresh", IsToken: true));
    }

    [Fact]
    public async Task Find_InSeveralFiles_TheFirstWithAnEntryCounts()
    {
        var first = Write("""{"auths": {"b.example": {"auth": "Yjox"} } }""");
        var second = Write("""{"auths": {"a.example": {"auth": "YToy"}, "b.example": {"auth": "Yjoz"} } }""");
        var files = new CredentialFiles([_folder["not-there.json"], first, second]);

        (await files.FindAsync("a.example", "iris", Token))!.Secret.Should().Be("2");
        (await files.FindAsync("b.example", "iris", Token))!.Secret.Should().Be("1");
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("""{"auths": {"a.example": {"auth": "%%%"} } }""", "base64")]
    [InlineData("""{"auths": {"a.example": {"auth": "bm9jb2xvbg=="} } }""", "base64")]
    [InlineData("""{"credsStore": "../../bin/sh"}""", "characters")]
    [InlineData("""{"credsStore": "not-there-at-all"}""", "cannot be started")]
    public async Task Find_BrokenFile_SaysWhichAndWhat(string content, string problem)
    {
        var find = () => Files(content).FindAsync("a.example", "iris", Token);

        (await find.Should().ThrowAsync<ServingException>().WithMessage($"*{problem}*"))
            .Which.Reason.Should()
            .Be("credentials");
    }

    [Theory]
    [InlineData(
        """echo '{"ServerURL":"a.example","Username":"name","Secret":"'$(cat)'"}'""",
        "name",
        "a.example",
        false
    )]
    [InlineData("""echo '{"Username":"<token>","Secret":"refresh"}'""", "", "refresh", true)]
    public async Task Find_Helper_IsAsked(string script, string user, string secret, bool isToken)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The helper is a shell script.");
        using var path = Helper(script);

        var found = await Files($$"""{"credHelpers": {"a.example": "{{path.Name}}"} }""")
            .FindAsync("a.example", "iris", Token);

        found.Should().Be(new RegistryCredential(user, secret, isToken));
    }

    [Fact]
    public async Task Find_HelperThatKnowsNothing_IsNone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The helper is a shell script.");
        using var path = Helper("echo 'credentials not found in native keychain'; exit 1");

        (await Files($$"""{"credsStore": "{{path.Name}}"}""").FindAsync("a.example", "iris", Token)).Should().BeNull();
    }

    [Fact]
    public async Task Find_HelperThatFails_SaysWhatItSaid()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The helper is a shell script.");
        using var path = Helper("echo 'the keychain is locked'; exit 1");

        var find = () => Files($$"""{"credsStore": "{{path.Name}}"}""").FindAsync("a.example", "iris", Token);

        await find.Should().ThrowAsync<ServingException>().WithMessage("*the keychain is locked*");
    }

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private CredentialFiles Files(string content) => new([Write(content)]);

    private string Write(string content)
    {
        var file = _folder[$"{Guid.NewGuid():N}.json"];
        File.WriteAllText(file, content);
        return file;
    }

    private HelperOnPath Helper(string script) => new(_folder.Root, script);

    /// <summary>A program <c>docker-credential-…</c> of a name of its own, found through PATH while it is needed.</summary>
    private sealed class HelperOnPath : IDisposable
    {
        private static readonly Lock Gate = new();
        private readonly string _folder;

        public HelperOnPath(string folder, string script)
        {
            (_folder, Name) = (folder, $"test-{Guid.NewGuid():N}");
            var file = Path.Combine(folder, $"docker-credential-{Name}");
            File.WriteAllText(file, $"#!/bin/sh\n{script}\n");
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Change(path => $"{path}:{_folder}");
        }

        public string Name { get; }

        public void Dispose() => Change(path => path.Replace($":{_folder}", "", StringComparison.Ordinal));

        private static void Change(Func<string, string> change)
        {
            lock (Gate)
                Environment.SetEnvironmentVariable("PATH", change(Environment.GetEnvironmentVariable("PATH")!));
        }
    }
}
