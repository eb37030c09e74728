"""Two kinds of users in a shop, quick enough for a test: as in the demo, only one of them orders."""

from locust import HttpUser, constant, task


class Shopper(HttpUser):
    weight = 3
    wait_time = constant(1)

    @task
    def checkout(self):
        self.client.post("/api/checkout", json={"currencyCode": "USD"})


class Visitor(HttpUser):
    wait_time = constant(1)

    @task
    def index(self):
        self.client.get("/")
