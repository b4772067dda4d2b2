using System.Text.Json;
using HospitalChain.Client.Http;
using HospitalChain.Crypto;
using HospitalChain.Protocol.Blocks;

namespace HospitalChain.Client.Profiles;

/// <summary>
/// A party's folder, mode 0700: settings, geneses, newest heads, sealed drafts, and secrets encrypted under a key of the
/// keystore. Files are written beside their name and renamed, so a crash leaves the old or the new one.
/// </summary>
public sealed class ProfileFolder
{
    private const string SettingsName = "profile.json";
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private ProfileFolder(string path) => FolderPath = path;

    public string FolderPath { get; }

    /// <summary>Where the keystore is unless named otherwise.</summary>
    public string KeystorePath => Path.Combine(FolderPath, "keys");

    public bool HasSettings => File.Exists(Path.Combine(FolderPath, SettingsName));

    /// <summary>The folder itself, whether or not a profile is in it yet.</summary>
    /// <exception cref="RefusedException">Others may read it.</exception>
    public static ProfileFolder At(string path)
    {
        var full = Path.GetFullPath(path);
        if (Directory.Exists(full) && !OperatingSystem.IsWindows() && (File.GetUnixFileMode(full) & ~OwnerFolder) != UnixFileMode.None)
        {
            throw new RefusedException(ClientRefusals.ProfileReadable.With(full));
        }

        return new ProfileFolder(full);
    }

    /// <exception cref="RefusedException">There are none, or not in this form.</exception>
    public ProfileSettings ReadSettings()
    {
        if (!HasSettings)
        {
            throw new RefusedException(ClientRefusals.ProfileMissing.With(FolderPath));
        }

        try
        {
            var settings = JsonSerializer.Deserialize<ProfileSettings>(File.ReadAllBytes(Path.Combine(FolderPath, SettingsName)), WireJson.Options);
            return settings is { Format: ProfileSettings.CurrentFormat } ? settings : throw new RefusedException(ClientRefusals.ProfileDamaged.With("another format"));
        }
        catch (JsonException wrong)
        {
            throw new RefusedException(ClientRefusals.ProfileDamaged.With($"{SettingsName} {wrong.Path}"));
        }
    }

    public void WriteSettings(ProfileSettings settings) => Write(SettingsName, JsonSerializer.SerializeToUtf8Bytes(settings, WireJson.Options));

    /// <summary>Keeps a genesis whose chain is trusted from now on.</summary>
    public void TrustGenesis(Genesis genesis) => Write(Path.Combine("genesis", genesis.ChainId.ToString()), genesis.ToBytes());

    /// <summary>A trusted genesis, or null.</summary>
    public Genesis? Genesis(Bytes32 chainId) =>
        Read(Path.Combine("genesis", chainId.ToString())) is { } bytes && Protocol.Blocks.Genesis.Parse(bytes) is { Ok: true } parsed && parsed.Value.ChainId == chainId
            ? parsed.Value
            : null;

    /// <summary>A file's bytes, or null.</summary>
    public byte[]? Read(string name)
    {
        var path = Path.Combine(FolderPath, name);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>Replaces a file whole.</summary>
    public void Write(string name, ReadOnlySpan<byte> bytes)
    {
        var path = PathOf(name);
        var beside = path + ".new";
        File.Delete(beside);
        using (var file = new FileStream(beside, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerFile }))
        {
            file.Write(bytes);
            file.Flush(flushToDisk: true);
        }

        File.Move(beside, path, overwrite: true);
    }

    /// <summary>Deletes what there is; nothing is as good as deleted.</summary>
    public void Delete(string name)
    {
        var path = Path.Combine(FolderPath, name);
        if (File.Exists(path))
        {
            File.Delete(path);
        }
    }

    /// <summary>Names in a subfolder, in order.</summary>
    public IReadOnlyList<string> Names(string folder)
    {
        var path = Path.Combine(FolderPath, folder);
        return !Directory.Exists(path) ? [] : [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)).Where(name => !name.EndsWith(".new", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>A path inside the profile, its folders made for the owner only.</summary>
    public string PathOf(string name)
    {
        var path = Path.Combine(FolderPath, name);
        MakeFolder(Path.GetDirectoryName(path)!);
        return path;
    }

    /// <summary>Level by level: a mode given to several levels at once reaches the last one only.</summary>
    private void MakeFolder(string folder)
    {
        if (Directory.Exists(folder))
        {
            return;
        }

        if (folder != FolderPath)
        {
            MakeFolder(Path.GetDirectoryName(folder)!);
        }

        Directory.CreateDirectory(folder, OwnerFolder);
    }
}
