using Microsoft.Playwright;

namespace HospitalChain.Browser.Tests.Support;

/// <summary>The system's own Chromium, told to keep to the page under test.</summary>
internal static class Chromium
{
    private const string PathVariable = "HOSPITALCHAIN_CHROMIUM";
    private const string DebianPath = "/usr/bin/chromium";

    /// <param name="pin">The one self-made certificate to accept, by its public key.</param>
    public static BrowserTypeLaunchOptions Launch(string pin)
    {
        var path = Environment.GetEnvironmentVariable(PathVariable) ?? DebianPath;
        Assert.True(File.Exists(path), $"there is no browser at {path}; run ./native/setup --with-browser, or set {PathVariable}");
        var arguments = new List<string>
        {
            "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--ignore-certificate-errors-spki-list=" + pin,
        };
        if (Environment.IsPrivilegedProcess)
        {
            arguments.Add("--no-sandbox"); // Chromium refuses to start as root with one.
        }

        return new BrowserTypeLaunchOptions { ExecutablePath = path, Headless = true, Args = arguments };
    }
}
