@echo off
rem Runs the slipway tool from this checkout, after building what has changed since the last run.
setlocal
set "ROOT=%~dp0"
set "TOOL=%ROOT%artifacts\bin\Slipway.Cli\release\slipway.dll"
set "SERVER=%ROOT%artifacts\bin\Slipway.Server\release\Slipway.Server.dll"
set "STAMPS=%ROOT%artifacts\stamps"

where dotnet >nul 2>nul
if errorlevel 1 (
    echo slipway: the .NET SDK 10 is not installed: get it from https://dot.net/download, then run this again. 1>&2
    exit /b 1
)

rem Exit code 0: the tool and the server are newer than every source.
powershell -NoProfile -ExecutionPolicy Bypass -Command ^
  "$s = Join-Path $env:STAMPS 'Slipway.Cli';" ^
  "foreach ($f in $env:TOOL, $env:SERVER, $s, (Join-Path $env:STAMPS 'Slipway.Server')) { if (-not (Test-Path -LiteralPath $f)) { exit 1 } };" ^
  "$t = (Get-Item -LiteralPath $s).LastWriteTimeUtc;" ^
  "$all = @(Get-ChildItem -LiteralPath (Join-Path $env:ROOT 'src') -Recurse -Force) + @('global.json', '.editorconfig', 'Directory.Build.props', 'Directory.Packages.props' | ForEach-Object { Get-Item -LiteralPath (Join-Path $env:ROOT $_) -Force });" ^
  "if ($all | Where-Object { $_.LastWriteTimeUtc -gt $t } | Select-Object -First 1) { exit 1 }"
if not errorlevel 1 goto run

pushd "%ROOT%"
dotnet --version >nul 2>nul
if errorlevel 1 (
    popd
    echo slipway: this checkout needs the .NET SDK 10; get it from https://dot.net/download. 1>&2
    exit /b 1
)
echo Building Slipway... 1>&2
if not exist "%STAMPS%" mkdir "%STAMPS%"
rem Taken before the build: a file that is edited meanwhile makes the next run build again.
type nul > "%STAMPS%\building"
for %%P in (Slipway.Cli Slipway.Server) do (
    dotnet build "src\%%P" -c Release -v quiet -nologo -nodeReuse:false -p:UseSharedCompilation=false -p:RunAnalyzers=false 1>&2
    if errorlevel 1 (
        popd
        echo slipway: %%P does not build; the errors are above. 1>&2
        exit /b 1
    )
)
copy /y "%STAMPS%\building" "%STAMPS%\Slipway.Server" >nul
move /y "%STAMPS%\building" "%STAMPS%\Slipway.Cli" >nul
popd

:run
dotnet "%TOOL%" %*
exit /b %ERRORLEVEL%
