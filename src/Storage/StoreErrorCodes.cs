namespace HospitalChain.Storage;

/// <summary>The stable codes of <see cref="StoreException"/>, with what each means and what an operator can do.</summary>
public static class StoreErrorCodes
{
    public const string NativeLibrary = "STORE_NATIVE_LIBRARY";
    public const string Missing = "STORE_MISSING";
    public const string Locked = "STORE_LOCKED";
    public const string Corrupt = "STORE_CORRUPT";
    public const string DiskFull = "STORE_DISK_FULL";
    public const string AccessDenied = "STORE_ACCESS_DENIED";
    public const string NewerFormat = "STORE_NEWER_FORMAT";
    public const string Foreign = "STORE_FOREIGN";
    public const string TargetExists = "STORE_TARGET_EXISTS";
    public const string Stopped = "STORE_STOPPED";
    public const string InputOutput = "STORE_IO";

    internal static string Summary(string code) => code switch
    {
        NativeLibrary => "RocksDB's library cannot be used",
        Missing => "there is no store here",
        Locked => "another process has this store open",
        Corrupt => "the store is damaged",
        DiskFull => "the disk is full",
        AccessDenied => "the store cannot be read or written by this user",
        NewerFormat => "the store was written by a newer version",
        Foreign => "this database is not a HospitalChain store",
        TargetExists => "the target exists already",
        Stopped => "the store takes no more writes after an earlier failure",
        _ => "the store's disk failed",
    };

    internal static string Hint(string code) => code switch
    {
        NativeLibrary => "run native/setup, which installs librocksdb7.8",
        Missing => "check the path, or start a node with it to create one",
        Locked => "stop the other node that uses this folder, or give each node its own",
        Corrupt => "keep a copy of the folder, then restore the latest backup; a follower can also start empty and catch up",
        DiskFull => "free space on this disk; nothing half written is kept",
        AccessDenied => "make the folder and its files owned by the node's user",
        NewerFormat => "run the version that wrote it, or restore a backup made before the upgrade",
        Foreign => "choose an empty folder",
        TargetExists => "choose a folder that does not exist yet",
        Stopped => "look for the first failure in the log, mend it, then restart the node",
        _ => "check the disk and the system log, then restart the node",
    };
}
