package kubetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/informers"
	clientset "k8s.io/client-go/kubernetes"
	"k8s.io/client-go/rest"
	"k8s.io/component-base/cli"
	"k8s.io/klog/v2"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/pkg/controller/deployment"
	"k8s.io/kubernetes/pkg/controller/replicaset"
	"k8s.io/kubernetes/pkg/controller/statefulset"
)

// The users of the cluster, by their tokens: one may do everything, one what
// roles allow.
const (
	adminToken  = "admin-of-the-test"
	scalerToken = "scaler-of-the-test"
)

// here is the cluster that all tests share.
var here *cluster

// cluster is kube-apiserver in a process of its own, which can be killed, and
// etcd and the controllers in this one.
type cluster struct {
	dir     string
	port    string
	etcd    *embed.Etcd
	server  *exec.Cmd
	exited  chan error
	client  clientset.Interface // as the administrator
	stop    context.CancelFunc
	stopped chan struct{}
}

func TestMain(m *testing.M) {
	if os.Getenv("KUBETEST_APISERVER") != "" { // this process is the server
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	}
	flag.Parse()
	klog.SetSlogLogger(slog.New(slog.DiscardHandler)) // controllers tell of every conflict that they try again
	c, err := start()
	if err != nil {
		fmt.Fprintln(os.Stderr, "kubetest:", err)
		c.close()
		os.Exit(1)
	}
	here = c
	code := m.Run()
	c.close()
	os.Exit(code)
}

func start() (*cluster, error) {
	dir, err := os.MkdirTemp("", "kubetest-")
	if err != nil {
		return nil, err
	}
	c := &cluster{dir: dir}
	if err := c.certify(); err != nil {
		return c, err
	}
	if err := c.store(); err != nil {
		return c, err
	}
	if c.port, err = freePort(); err != nil {
		return c, err
	}
	if err := c.serve(); err != nil {
		return c, err
	}
	namespaces := c.client.CoreV1().Namespaces()
	if _, err := namespaces.Create(context.Background(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: "meters"}}, metav1.CreateOptions{}); err != nil {
		return c, err
	}
	return c, c.control()
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, err
}

func (c *cluster) file(name string) string { return filepath.Join(c.dir, name) }

// certify makes one key for all servers of the test, and its certificate.
func (c *cluster) certify() error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	cert := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "kubetest"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IsCA: true, BasicConstraintsValid: true,
		KeyUsage:    x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth, x509.ExtKeyUsageClientAuth},
		DNSNames:    []string{"localhost", "meter.meters.svc"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
	}
	der, err := x509.CreateCertificate(rand.Reader, cert, cert, &key.PublicKey, key)
	if err != nil {
		return err
	}
	private, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return err
	}
	tokens := fmt.Sprintf("%s,admin,1,system:masters\n%s,scaler,2,\n", adminToken, scalerToken)
	return errors.Join(
		os.WriteFile(c.file("cert.pem"), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o600),
		os.WriteFile(c.file("key.pem"), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: private}), 0o600),
		os.WriteFile(c.file("tokens.csv"), []byte(tokens), 0o600))
}

// store starts etcd.
func (c *cluster) store() error {
	set := embed.NewConfig()
	set.Dir, set.LogLevel = c.file("etcd"), "fatal"
	set.UnsafeNoFsync = true // nothing is to survive the test
	var urls [2]url.URL
	for i := range urls {
		port, err := freePort()
		if err != nil {
			return err
		}
		urls[i] = url.URL{Scheme: "http", Host: "127.0.0.1:" + port}
	}
	set.ListenClientUrls, set.AdvertiseClientUrls = urls[:1], urls[:1]
	set.ListenPeerUrls, set.AdvertisePeerUrls = urls[1:], urls[1:]
	set.InitialCluster = set.InitialClusterFromName(set.Name)
	etcd, err := embed.StartEtcd(set)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	c.etcd = etcd
	select {
	case <-etcd.Server.ReadyNotify():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("etcd: %w", err)
	case <-time.After(time.Minute):
		return errors.New("etcd is not ready after a minute")
	}
}

// serve starts kube-apiserver, which is this program again, and waits for it.
func (c *cluster) serve() error {
	cert, key := c.file("cert.pem"), c.file("key.pem")
	args := map[string]string{
		"etcd-servers": c.etcd.Config().ListenClientUrls[0].String(), "bind-address": "127.0.0.1", "advertise-address": "127.0.0.1",
		"secure-port": c.port, "tls-cert-file": cert, "tls-private-key-file": key, "cert-dir": c.dir,
		"authorization-mode": "RBAC", "token-auth-file": c.file("tokens.csv"), "anonymous-auth": "false",
		"service-account-issuer": "https://kubernetes.default.svc", "service-account-key-file": key, "service-account-signing-key-file": key,
		"service-cluster-ip-range": "10.0.0.0/24", "endpoint-reconciler-type": "none",
		"requestheader-client-ca-file": cert, "requestheader-username-headers": "X-Remote-User", "requestheader-group-headers": "X-Remote-Group",
		"requestheader-extra-headers-prefix": "X-Remote-Extra-", "proxy-client-cert-file": cert, "proxy-client-key-file": key,
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	log, err := os.OpenFile(c.file("apiserver.log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer log.Close()
	cmd := exec.Command(self)
	for k, v := range args {
		cmd.Args = append(cmd.Args, "--"+k+"="+v)
	}
	cmd.Env = append(os.Environ(), "KUBETEST_APISERVER=1")
	cmd.Stdout, cmd.Stderr = log, log
	dieWithParent(cmd)
	if err := cmd.Start(); err != nil {
		return err
	}
	c.server, c.exited = cmd, make(chan error, 1)
	go func(exited chan<- error) { exited <- cmd.Wait() }(c.exited)
	return c.ready()
}

func (c *cluster) ready() error {
	client, err := clientset.NewForConfig(c.config(adminToken))
	if err != nil {
		return err
	}
	c.client = client
	for end := time.Now().Add(2 * time.Minute); ; time.Sleep(100 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
		err := client.Discovery().RESTClient().Get().AbsPath("/readyz").Do(ctx).Error()
		cancel()
		if err == nil {
			return nil
		}
		select {
		case gone := <-c.exited:
			return fmt.Errorf("kube-apiserver ended: %v\n%s", gone, c.log())
		default:
		}
		if time.Now().After(end) {
			return fmt.Errorf("kube-apiserver is not ready after two minutes: %w\n%s", err, c.log())
		}
	}
}

func (c *cluster) log() []byte {
	b, _ := os.ReadFile(c.file("apiserver.log"))
	return b[max(0, len(b)-4096):]
}

// kill ends kube-apiserver as a crash does.
func (c *cluster) kill() error {
	if err := c.server.Process.Kill(); err != nil {
		return err
	}
	<-c.exited
	return nil
}

// config is a user's.
func (c *cluster) config(token string) *rest.Config {
	return &rest.Config{
		Host: "https://127.0.0.1:" + c.port, BearerToken: token, QPS: -1,
		TLSClientConfig: rest.TLSClientConfig{CAFile: c.file("cert.pem")},
	}
}

// control runs the controllers that create and delete pods.
func (c *cluster) control() error {
	ctx, cancel := context.WithCancel(context.Background())
	c.stop, c.stopped = cancel, make(chan struct{})
	f := informers.NewSharedInformerFactory(c.client, 0)
	pods, sets := f.Core().V1().Pods(), f.Apps().V1().ReplicaSets()
	d, err := deployment.NewDeploymentController(ctx, f.Apps().V1().Deployments(), sets, pods, c.client)
	if err != nil {
		return err
	}
	r := replicaset.NewReplicaSetController(ctx, sets, pods, c.client, replicaset.BurstReplicas)
	s := statefulset.NewStatefulSetController(ctx, pods, f.Apps().V1().StatefulSets(), f.Core().V1().PersistentVolumeClaims(), f.Apps().V1().ControllerRevisions(), c.client)
	f.Start(ctx.Done())
	done := make(chan struct{})
	for _, run := range []func(context.Context, int){d.Run, r.Run, s.Run} {
		go func() { run(ctx, 2); done <- struct{}{} }()
	}
	go func() {
		for range 3 {
			<-done
		}
		close(c.stopped)
	}()
	return nil
}

func (c *cluster) close() {
	if c == nil {
		return
	}
	if c.stop != nil {
		c.stop()
		<-c.stopped
	}
	if c.server != nil {
		_ = c.kill()
	}
	if c.etcd != nil {
		c.etcd.Close()
	}
	os.RemoveAll(c.dir)
}
