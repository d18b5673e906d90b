using System.Text;
using Slipway.Errors;
using Slipway.Oci.Content;
using Slipway.Oci.References;
using Slipway.Oci.Registries;
using Slipway.Oci.Registries.Authentication;
using Slipway.TestUtilities;

namespace Slipway.Oci.Tests.Registries;

/// <summary>Against a real registry that wants a name and a password.</summary>
public sealed class RegistryPasswordTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private DockerRegistry _registry = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _registry = await DockerRegistry.StartWithPasswordAsync(_folder["htpasswd"]);

    public async ValueTask DisposeAsync()
    {
        if (_registry is not null)
            await _registry.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Add_WithTheFilesPassword_IsTaken()
    {
        using var client = Client("slip:secret");
        var there = client.Open(ImageReference.Parse($"{_registry.Host}/iris"));

        await TestImage.AddAsync(there, "1", "layer");

        (await there.ResolveAsync("1", Token)).AsManifest().Layers.Should().ContainSingle();
    }

    [Theory]
    [InlineData("slip:wrong")]
    [InlineData(null)]
    public async Task Add_WithoutTheRightPassword_SaysWhatToDo(string? password)
    {
        using var client = Client(password);
        var there = client.Open(ImageReference.Parse($"{_registry.Host}/iris"));

        var add = () => TestImage.AddBlobAsync(there, MediaTypes.LayerGzip, "layer");

        (await add.Should().ThrowAsync<ServingException>().WithMessage("*podman login*"))
            .Which.Reason.Should()
            .Be("registry-unauthorized");
    }

    private RegistryClient Client(string? password)
    {
        var file = _folder[$"{Guid.NewGuid():N}.json"];
        if (password is not null)
        {
            var auth = Convert.ToBase64String(Encoding.UTF8.GetBytes(password));
            File.WriteAllText(file, $$"""{"auths": {"{{_registry.Host}}": {"auth": "{{auth}}" } } }""");
        }

        return new RegistryClient(new RegistryOptions { Credentials = new CredentialFiles([file]), Attempts = 2 });
    }
}
