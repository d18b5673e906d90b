using Slipway.Errors;
using Slipway.Runtimes.Torch.Installation;
using Slipway.Runtimes.Torch.Native;
using Slipway.Runtimes.Torch.Tests.Hosting;
using Slipway.TestUtilities;

namespace Slipway.Runtimes.Torch.Tests.Installation;

/// <summary>
/// What becomes of a fetch that fails; a shell script stands in for <c>dotnet</c>, and the cache is one of the test's own.
/// </summary>
[Collection(LibTorchCollection.Name)]
public sealed class TorchInstallerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string?> _before = [];

    public TorchInstallerTests()
    {
        Set("XDG_CACHE_HOME", _folder["cache"]);
        Set("NUGET_PACKAGES", _folder["packages"]);
        Set(LibraryFolder.Variable, null);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_SourcesThatCannotBeReached_SaysWhatNuGetSaysAndWhatToDo()
    {
        var error = await FailAsync("echo 'x.csproj : error NU1301: Unable to load the service index.'; exit 1");

        error.Reason.Should().Be("fetch-failed");
        error
            .Message.Should()
            .Contain("error NU1301")
            .And.Contain("--source FOLDER")
            .And.Contain(LibraryFolder.Variable);
    }

    [Fact]
    public async Task Ensure_NoSdk_SaysSo()
    {
        RequireLinux();
        var act = () => TorchInstaller.EnsureAsync(new TorchInstallOptions { Dotnet = _folder["none"] }, Token);

        (await act.Should().ThrowAsync<ServingException>()).Which.Reason.Should().Be("sdk-missing");
    }

    [Fact]
    public async Task Ensure_PackagesWithOtherFiles_AreNotUsed()
    {
        // Argument 4 is the folder of packages.
        var files = string.Concat(
            LibTorch.Files.Select(file =>
                $"mkdir -p \"$4/{file.Package}/{file.PackageVersion}/runtimes/linux-x64/native\"; "
                + $"echo bad > \"$4/{file.Package}/{file.PackageVersion}/{file.PathInPackage}\"; "
            )
        );

        var error = await FailAsync(files + "exit 0");

        error.Reason.Should().Be("hash-mismatch");
    }

    [Fact]
    public async Task Ensure_PackagesWithoutTheFiles_AreCalledNotGenuine() =>
        (await FailAsync("exit 0")).Message.Should().Contain("libtorch-cpu-linux-x64");

    [Fact]
    public async Task Ensure_StagingOfAProcessThatWasEnded_IsRemoved()
    {
        var left = _folder.Folder("cache/slipway/torch/staging-old");

        await FailAsync("exit 1");

        Directory.Exists(left).Should().BeFalse();
    }

    [Fact]
    public async Task Ensure_FolderThatTheUserNames_IsNeverFetchedInto()
    {
        RequireLinux();
        Set(LibraryFolder.Variable, _folder["mine"]);

        var act = () => TorchInstaller.EnsureAsync(new TorchInstallOptions(), Token);

        (await act.Should().ThrowAsync<ServingException>()).Which.Message.Should().Contain(_folder["mine"]);
    }

    [Fact]
    public async Task Acquire_LockThatIsHeld_WaitsAndTellsOnce()
    {
        var told = new TaskCompletionSource();
        var first = await InstallLock.AcquireAsync(_folder.Path, null, Token);

        var second = InstallLock.AcquireAsync(_folder.Path, told.SetResult, Token);
        await told.Task.WaitAsync(Token);
        second.IsCompleted.Should().BeFalse();
        first.Dispose();

        (await second).Dispose();
    }

    public void Dispose()
    {
        foreach (var (name, value) in _before.Reverse())
        {
            Environment.SetEnvironmentVariable(name, value);
        }

        _folder.Dispose();
    }

    private static void RequireLinux() => Assert.SkipUnless(LibTorch.IsSupported, "libtorch is for Linux on x64 only.");

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }

    private async Task<ServingException> FailAsync(string script)
    {
        RequireLinux();
        var dotnet = _folder.Write("dotnet", "#!/bin/sh\n" + script);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(dotnet, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var act = () => TorchInstaller.EnsureAsync(new TorchInstallOptions { Dotnet = dotnet }, Token);

        var error = (await act.Should().ThrowAsync<ServingException>()).Which;
        // Nothing is left that could be taken for the libraries.
        Directory.EnumerateDirectories(LibraryFolder.Root).Should().BeEmpty();
        return error;
    }
}
